#include "actors/reads/journal.hpp"

#include "actors/tenant/visible.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/records/customer.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

// None of a customer who is erased or gone; nor of one whose record is damaged: the journal is more
// than that one.
std::optional<std::string> chosen_id(const storage::snapshot& reading, tenant_number tenant,
                                     account_number account) {
  const auto stored = reading.get(storage::table::records, storage::customer_key(tenant, account));
  if (!stored || !*stored) return {};
  auto record = fields::decode_tagged<records::customer>(**stored);
  if (!record || record->erased) return {};
  return std::move(record->id);
}

// Of somebody whom staff of certain restrictions may not see, as he is now, they hear nothing; nor
// of one who is gone.
bool may_hear_of(const storage::snapshot& reading, const tenant_view& tenant,
                 const principal& caller, account_number account) {
  if (caller.restrictions.empty()) return true;
  const auto stored =
      reading.get(storage::table::records, storage::customer_key(tenant.number, account));
  return stored && *stored && may_see(tenant, caller, **stored);
}

// A client of certain sites hears of their customers, of these sites, and of what concerns the
// tenant as a whole.
bool may_hear(const storage::snapshot& reading, const tenant_view& tenant, const principal& caller,
              const records::change& entry) {
  if (entry.account &&
      !may_hear_of(reading, tenant, caller, {static_cast<std::uint64_t>(*entry.account)}))
    return false;
  if (caller.sites.empty()) return true;
  if (entry.account) return entry.home_site && caller.sees_site(*entry.home_site);
  const bool of_site = std::string_view(entry.kind).substr(0, 5) == "site.";
  return !of_site || (entry.object && caller.sees_site(*entry.object));
}

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
  change.customer = entry.chosen_id.value_or(false)
                        ? chosen_id(reading, tenant, account)
                        : std::optional(identity::generated_id(account.value));
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
  const auto scanned = reading.scan(
      storage::table::journal,
      storage::journal_key(tenant.number, static_cast<std::uint64_t>(from)), prefix,
      static_cast<std::size_t>(limit), [&](const storage::row& found) {
        auto entry = fields::decode_tagged<records::change>(found.value);
        if (!entry) return readable = false;
        const auto seq = static_cast<std::int64_t>(storage::seq_in(found.key));
        heard.next = seq + 1;
        if (may_hear(reading, tenant, caller, *entry))
          heard.changes.push_back(shown(seq, std::move(*entry), reading, tenant.number));
        return true;
      });
  if (!scanned) return scanned.failure();
  if (!readable) return refusal(errc::internal);
  return heard;
}

}  // namespace atrium::actors
