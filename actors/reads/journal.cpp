#include "actors/reads/journal.hpp"

#include "actors/reads/hearing.hpp"
#include "protocol/methods/changes.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

methods::shown_change shown(std::int64_t seq, records::change&& entry,
                            const storage::snapshot& reading, tenant_number tenant) {
  methods::shown_change change{
      .seq = seq,
      .time = entry.time,
      .kind = std::move(entry.kind),
      .number = entry.account,
      .object = std::move(entry.object),
      .version = entry.version,
      .customer_version = entry.customer_version,
      .other = entry.other,
      .changed = std::move(entry.fields_changed),
      .by = {std::move(entry.principal), std::move(entry.acting_staff), std::move(entry.site)}};
  if (!entry.account) return change;
  const account_number account{static_cast<std::uint64_t>(*entry.account)};
  change.customer = id_now(reading, tenant, account, entry.chosen_id.value_or(false));
  return change;
}

}  // namespace

outcome<methods::changes_read::result> hear(const storage::snapshot& reading,
                                            const tenant_view& tenant, const principal& caller,
                                            std::int64_t from, std::int64_t limit) {
  const storage::key prefix = storage::key{}.u32(tenant.number.value);
  const auto first = reading.first_at_or_after(storage::table::journal, prefix, prefix);
  if (!first) return first.failure();
  if (*first && static_cast<std::int64_t>(storage::seq_in((*first)->key)) > from) {
    error truncated = refusal(errc::feed_truncated);
    truncated.data.emplace_back("from", static_cast<std::int64_t>(storage::seq_in((*first)->key)));
    return truncated;
  }
  methods::changes_read::result heard;
  heard.next = from;
  bool readable = true;
  const auto scanned =
      reading.scan(storage::table::journal,
                   storage::journal_key(tenant.number, static_cast<std::uint64_t>(from)), prefix,
                   static_cast<std::size_t>(limit), [&](const storage::row& found) {
                     auto entry = fields::decode_tagged<records::change>(found.value);
                     if (!entry) return readable = false;
                     const auto seq = static_cast<std::int64_t>(storage::seq_in(found.key));
                     heard.next = seq + 1;
                     if (!may_hear(reading, tenant, caller,
                                   {entry->kind, entry->account, entry->object, entry->home_site}))
                       return true;
                     entry->object = object_heard(reading, tenant, caller, entry->kind,
                                                  std::move(entry->object));
                     heard.changes.push_back(shown(seq, std::move(*entry), reading, tenant.number));
                     return true;
                   });
  if (!scanned) return scanned.failure();
  if (!readable) return refusal(errc::internal);
  return heard;
}

}  // namespace atrium::actors
