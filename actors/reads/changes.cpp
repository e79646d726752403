#include <algorithm>

#include "actors/reads/reads.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/records/change.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

constexpr std::int64_t limit_default = 100;

std::uint64_t seq_in(std::string_view journal_key) {
  std::uint64_t seq = 0;
  for (char each : journal_key.substr(4, 8)) seq = seq << 8 | static_cast<unsigned char>(each);
  return seq;
}

std::optional<std::string> customer_of(const records::change& entry) {
  if (entry.custom_id) return entry.custom_id;
  if (entry.account) return identity::generated_id(static_cast<std::uint64_t>(*entry.account));
  return {};
}

// A client of certain sites hears of their customers, of these sites, and of what concerns the
// tenant as a whole.
bool may_hear(const principal& caller, const records::change& entry) {
  if (caller.sites.empty()) return true;
  if (entry.account) return entry.home_site && caller.sees_site(*entry.home_site);
  const bool of_site = std::string_view(entry.kind).substr(0, 5) == "site.";
  return !of_site || (entry.object && caller.sees_site(*entry.object));
}

}  // namespace

outcome<nothing> read(const methods::changes_read& asked, call_context& call, wire::buffer& out,
                      wait_for& park) {
  const tenant_number tenant = call.view->number;
  const auto from = static_cast<std::uint64_t>(asked.from);
  const std::int64_t wait_ms =
      std::min(asked.wait_ms.value_or(0), call.shared.settings().get<"calls.wait_max_ms">());
  if (!call.waited && wait_ms > 0 && call.tenant->last_seq() < from) {
    park = {from, wait_ms};
    return nothing{};
  }
  const storage::key prefix = storage::key{}.u32(tenant.value);
  const auto first = call.reading.first_at_or_after(storage::table::journal, prefix, prefix);
  if (!first) return first.failure();
  if (*first && seq_in((*first)->key) > from) {
    error truncated = refusal(errc::feed_truncated);
    truncated.data.emplace_back("from", static_cast<std::int64_t>(seq_in((*first)->key)));
    return truncated;
  }
  methods::changes_read::result answer;
  answer.next = asked.from;
  bool readable = true;
  const auto scanned = call.reading.scan(
      storage::table::journal, storage::journal_key(tenant, from), prefix,
      static_cast<std::size_t>(asked.limit.value_or(limit_default)),
      [&](const storage::row& found) {
        const auto entry = fields::decode_tagged<records::change>(found.value);
        if (!entry) return readable = false;
        const auto seq = static_cast<std::int64_t>(seq_in(found.key));
        answer.next = seq + 1;
        if (may_hear(*call.caller, *entry))
          answer.changes.push_back({seq,
                                    entry->time,
                                    entry->kind,
                                    customer_of(*entry),
                                    entry->object,
                                    entry->version,
                                    entry->customer_version,
                                    entry->fields_changed,
                                    {entry->principal, entry->acting_staff, entry->site}});
        return true;
      });
  if (!scanned) return scanned.failure();
  if (!readable) return refusal(errc::internal);
  fields::encode_named(out, answer);
  return nothing{};
}

}  // namespace atrium::actors
