#include "actors/account/whole_account.hpp"

#include "storage/checksum.hpp"

namespace atrium::actors {
namespace {

// Far more than the limits on a customer's parts allow.
constexpr std::size_t rows_max = 1'000'000;

// Tokens and links in the unique index, a place in the outbox.
bool has_rows_elsewhere(std::string_view key) {
  using storage::customer_item;
  const auto item = static_cast<customer_item>(storage::name_in(key).item);
  return item == customer_item::sessions || item == customer_item::links ||
         item == customer_item::mails;
}

using storage::customer_item;

constexpr auto behind_ledgers =
    static_cast<customer_item>(static_cast<std::uint8_t>(customer_item::credit_authorizations) + 1);

// Appends the rows of an account from one item on up to another.
template <class Wanted>
outcome<nothing> append_rows(const storage::snapshot& reading, const storage::key& from,
                             const storage::key& to, std::string_view of_account, Wanted&& wanted,
                             std::vector<account_row>& rows) {
  return reading.scan(storage::table::records, from, of_account, rows_max,
                      [&](const storage::row& found) {
                        if (found.key >= to.view()) return false;
                        rows.push_back({std::string(found.key), {}});
                        if (wanted(found.key)) rows.back().value = found.value;
                        return true;
                      });
}

}  // namespace

bool is_ledger(std::string_view row_key) {
  const storage::record_name at = storage::name_in(row_key);
  return at.kind == storage::record_kind::customer &&
         at.item >= static_cast<std::uint8_t>(customer_item::credit) &&
         at.item < static_cast<std::uint8_t>(behind_ledgers);
}

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

  const std::string_view of_account = profile.view().substr(0, profile.view().size() - 1);
  const auto item = [&](account_number of, customer_item first) {
    return storage::customer_key(tenant, of, first);
  };
  const auto needs_value = [&](std::string_view key) {
    return wanted != row_parts::what_erasing_needs || has_rows_elsewhere(key);
  };
  const auto end = item({account.value + 1}, customer_item::profile);
  const auto append = [&](const storage::key& from, const storage::key& to) {
    return append_rows(reading, from, to, of_account, needs_value, whole.rows);
  };
  auto scanned =
      append(storage::key(profile).u8(0),
             wanted == row_parts::all ? end : item(account, customer_item::credit_entries));
  if (scanned && wanted != row_parts::all) scanned = append(item(account, behind_ledgers), end);
  if (!scanned) return scanned.failure();
  if (whole.rows.size() + 1 >= rows_max)
    return refusal(errc::internal, "the account has too many rows");

  for (const std::int64_t each : whole.profile.absorbed_numbers()) {
    const auto tombstone = reading.get(
        storage::table::records, storage::customer_key(tenant, {static_cast<std::uint64_t>(each)}));
    if (!tombstone) return tombstone.failure();
    auto merged = *tombstone ? fields::decode_tagged<records::customer>(**tombstone)
                             : std::optional<records::customer>{};
    if (!merged) return refusal(errc::internal);
    whole.absorbed.push_back(std::move(*merged));
    if (wanted != row_parts::all) continue;
    const account_number other{static_cast<std::uint64_t>(each)};
    const auto ledgers = item(other, customer_item::credit);
    const std::string_view of_other = ledgers.view().substr(0, ledgers.view().size() - 1);
    if (auto added = append_rows(reading, ledgers, item(other, behind_ledgers), of_other,
                                 needs_value, whole.rows);
        !added)
      return added.failure();
  }
  return std::optional(std::move(whole));
}

}  // namespace atrium::actors
