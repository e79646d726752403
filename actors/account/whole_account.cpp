#include "actors/account/whole_account.hpp"

#include "storage/checksum.hpp"
#include "storage/due_time.hpp"

namespace atrium::actors {
namespace {

// Far more than the limits on a customer's parts allow.
constexpr std::size_t rows_max = 1'000'000;

using storage::customer_item;

// Tokens and links in the unique index, a place in the outbox or in the due queue; what is kept in
// part.
bool is_looked_into(customer_item item) {
  return item == customer_item::sessions || item == customer_item::links ||
         item == customer_item::mails || item == customer_item::deliveries ||
         item == customer_item::newsletter || (!is_ledger(item) && storage::has_due_time(item));
}

bool is_of_entries(customer_item item) {
  return item == customer_item::credit_entries || item == customer_item::credit_authorizations;
}

bool is_left_out(customer_item item, row_parts wanted) {
  if (wanted == row_parts::all) return false;
  if (is_of_entries(item)) return true;
  return wanted == row_parts::what_erasing_needs && stays_as_it_is(item) && !is_ledger(item);
}

// Appends the account's rows from an item on. Of an item that is left out only the first is met.
template <class IsLeftOut>
outcome<nothing> append_rows(const storage::snapshot& reading, tenant_number tenant,
                             account_number account, customer_item from, row_parts wanted,
                             IsLeftOut&& left_out, std::vector<account_row>& rows) {
  const storage::key profile = storage::customer_key(tenant, account);
  const std::string_view of_account = profile.view().substr(0, profile.view().size() - 1);
  storage::key next = storage::customer_key(tenant, account, from);
  std::optional<std::uint8_t> skipped;
  do {
    skipped.reset();
    const auto scanned =
        reading.scan(storage::table::records, next, of_account, rows_max - rows.size(),
                     [&](const storage::row& found) {
                       if (found.key == profile.view()) return true;
                       const std::uint8_t number = storage::name_in(found.key).item;
                       const auto item = static_cast<customer_item>(number);
                       if (left_out(item)) {
                         skipped = number;
                         return false;
                       }
                       rows.push_back({std::string(found.key), {}});
                       if (wanted != row_parts::what_erasing_needs || is_looked_into(item))
                         rows.back().value = found.value;
                       return true;
                     });
    if (!scanned) return scanned.failure();
    if (skipped)
      next = storage::record_key(tenant, storage::record_kind::customer, account.value,
                                 static_cast<std::uint8_t>(*skipped + 1));
  } while (skipped);
  return nothing{};
}

}  // namespace

bool stays_as_it_is(customer_item item) {
  return item == customer_item::orders || item == customer_item::summary || is_ledger(item);
}

bool is_ledger(customer_item item) { return item == customer_item::credit || is_of_entries(item); }

outcome<std::optional<whole_account>> load_whole(const storage::snapshot& reading,
                                                 tenant_number tenant, account_number account,
                                                 row_parts wanted) {
  const storage::key profile = storage::customer_key(tenant, account);
  const auto stored = reading.get(storage::table::records, profile);
  if (!stored) return stored.failure();
  if (!*stored) return std::optional<whole_account>{};
  auto record = fields::decode_tagged<records::customer>(**stored);
  if (!record) return refusal(errc::internal);
  whole_account whole{account, std::move(*record), storage::checksum(profile, **stored), {}, {}};

  const auto scanned = append_rows(
      reading, tenant, account, customer_item::profile, wanted,
      [&](customer_item item) { return is_left_out(item, wanted); }, whole.rows);
  if (!scanned) return scanned.failure();

  for (const std::int64_t each : whole.profile.absorbed_numbers()) {
    const account_number other{static_cast<std::uint64_t>(each)};
    const auto tombstone =
        reading.get(storage::table::records, storage::customer_key(tenant, other));
    if (!tombstone) return tombstone.failure();
    auto merged = *tombstone ? fields::decode_tagged<records::customer>(**tombstone)
                             : std::optional<records::customer>{};
    if (!merged) return refusal(errc::internal);
    whole.absorbed.push_back(std::move(*merged));
    if (wanted != row_parts::all) continue;
    const auto added = append_rows(
        reading, tenant, other, customer_item::credit, wanted,
        [](customer_item item) { return !is_ledger(item); }, whole.rows);
    if (!added) return added.failure();
  }
  if (whole.rows.size() + 1 >= rows_max)
    return refusal(errc::internal, "the account has too many rows");
  return std::optional(std::move(whole));
}

}  // namespace atrium::actors
