#include "protocol/methods/mixins.hpp"
#include "actors/reads/page.hpp"
#include "actors/reads/reads.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

constexpr std::int64_t limit_default = 10;  // schemas are long

// A version's place in the list: entity by entity, in each the newest first.
std::uint64_t place_of(std::uint64_t entity, std::int64_t version) {
  return (entity << 32) - static_cast<std::uint64_t>(version);
}

}  // namespace

outcome<nothing> read(const methods::mixins_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto after = number_in_cursor(asked.cursor, 0);
  if (!after) return after.failure();
  page listed(asked.limit.value_or(limit_default));
  std::uint64_t last = 0;
  bool more = false;
  for (const auto& [entity, defined] : call.view->mixins) {
    if (asked.entity && *asked.entity != entity) continue;
    const std::uint64_t number = records::number_of(entity);
    for (std::int64_t version = defined->record.version; version > 0 && !more; --version) {
      const std::uint64_t place = place_of(number, version);
      if (place <= *after) continue;
      const auto stored = call.reading.get(
          storage::table::records, storage::mixin_version_key(call.view->number, number,
                                                              static_cast<std::uint64_t>(version)));
      if (!stored) return stored.failure();
      if (!*stored) continue;  // defined since the snapshot was taken
      more = listed.full();
      if (more) break;
      fields::show<records::mixin_schema>(listed.add(), **stored);
      last = place;
    }
  }
  if (more) listed.continue_at(last);
  listed.write(out);
  return nothing{};
}

}  // namespace atrium::actors
