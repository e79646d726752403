#include "actors/reads/page_cursor.hpp"
#include "actors/reads/reads.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

constexpr std::int64_t page_default = 10;

// A version's place in the list: entity by entity, in each the newest first.
std::uint64_t place_of(std::uint64_t entity, std::int64_t version) {
  return (entity << 32) - static_cast<std::uint64_t>(version);
}

}  // namespace

outcome<nothing> read(const methods::mixins_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto after = read_cursor(asked.cursor);
  if (!after) return after.failure();
  const auto wanted = static_cast<std::size_t>(asked.limit.value_or(page_default));
  std::vector<std::string_view> page;
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
      more = page.size() == wanted;
      if (more) break;
      page.push_back(**stored);
      last = place;
    }
  }
  wire::packer pack(out);
  pack.pack_map(more ? 2 : 1);
  wire::pack_key<"items">(pack);
  pack.pack_array(static_cast<std::uint32_t>(page.size()));
  for (const std::string_view each : page) fields::show<records::mixin_schema>(out, each);
  if (more) {
    wire::pack_key<"next_cursor">(pack);
    wire::pack_text(pack, std::to_string(last));
  }
  return nothing{};
}

}  // namespace atrium::actors
