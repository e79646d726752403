#include "actors/account/whole_account.hpp"

#include <algorithm>
#include <limits>

#include "protocol/records/order.hpp"
#include "storage/checksum.hpp"
#include "storage/due_time.hpp"

namespace atrium::actors {
namespace {

using storage::customer_item;

constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

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
  if (wanted != row_parts::what_erasing_needs) return false;
  return (stays_as_it_is(item) && !is_ledger(item)) || std::ranges::count(erased_unread, item) != 0;
}

error too_much(row_parts wanted) {
  switch (wanted) {
    case row_parts::what_merging_needs:
      return refusal(errc::limit_reached, "`from` has too much to be merged in one step", "from");
    case row_parts::all:
      return refusal(errc::limit_reached,
                     "the customer has too much for one document; the lists of what belongs to him "
                     "have it in pages",
                     "customer");
    case row_parts::what_erasing_needs:
      break;
  }
  return refusal(errc::internal, "the account has too many rows");
}

// The rows of an account under collection.
class collection {
 public:
  collection(const storage::snapshot& reading, tenant_number tenant, row_parts wanted,
             whole_bounds at_most, std::vector<account_row>& rows)
      : reading_(reading), tenant_(tenant), wanted_(wanted), at_most_(at_most), rows_(rows) {}

  // Appends the account's rows from an item on. Of an item that is left out only the first is met.
  template <class IsLeftOut>
  outcome<nothing> append(account_number account, customer_item from, IsLeftOut&& left_out) {
    const storage::key profile = storage::customer_key(tenant_, account);
    const std::string_view of_account = profile.view().substr(0, profile.view().size() - 1);
    storage::key next = storage::customer_key(tenant_, account, from);
    std::optional<std::uint8_t> skipped;
    do {
      skipped.reset();
      bool full = false;
      const auto scanned = reading_.scan(
          storage::table::records, next, of_account, no_limit, [&](const storage::row& found) {
            if (found.key == profile.view()) return true;
            const std::uint8_t number = storage::name_in(found.key).item;
            const auto item = static_cast<customer_item>(number);
            if (left_out(item)) {
              skipped = number;
              return false;
            }
            full = !take(found, item);
            return !full;
          });
      if (!scanned) return scanned.failure();
      if (full) return too_much(wanted_);
      if (skipped)
        next = storage::record_key(tenant_, storage::record_kind::customer, account.value,
                                   static_cast<std::uint8_t>(*skipped + 1));
    } while (skipped);
    return nothing{};
  }

 private:
  // False if there is no room for it.
  bool take(const storage::row& found, customer_item item) {
    const bool with_value = wanted_ != row_parts::what_erasing_needs || is_looked_into(item);
    if (with_value) bytes_ += found.value.size();
    if (rows_.size() == at_most_.rows || bytes_ > at_most_.bytes) return false;
    rows_.push_back({std::string(found.key), std::string(with_value ? found.value : "")});
    return true;
  }

  const storage::snapshot& reading_;
  const tenant_number tenant_;
  const row_parts wanted_;
  const whole_bounds at_most_;
  std::vector<account_row>& rows_;
  std::size_t bytes_ = 0;
};

// By the count that is kept of what there may be most of, before any of it is read.
outcome<bool> has_more_orders_than(std::size_t rows, const storage::snapshot& reading,
                                   tenant_number tenant, account_number account) {
  const auto stored = reading.get(storage::table::records,
                                  storage::customer_key(tenant, account, customer_item::summary));
  if (!stored) return stored.failure();
  if (!*stored) return false;
  const auto summary = fields::decode_tagged<records::order_summary>(**stored);
  if (!summary) return refusal(errc::internal);
  return static_cast<std::size_t>(summary->orders + summary->deliveries) > rows;
}

}  // namespace

bool stays_as_it_is(customer_item item) {
  return item == customer_item::orders || item == customer_item::summary || is_ledger(item);
}

bool is_ledger(customer_item item) { return item == customer_item::credit || is_of_entries(item); }

outcome<std::optional<whole_account>> load_whole(const storage::snapshot& reading,
                                                 tenant_number tenant, account_number account,
                                                 row_parts wanted, whole_bounds at_most) {
  const storage::key profile = storage::customer_key(tenant, account);
  const auto stored = reading.get(storage::table::records, profile);
  if (!stored) return stored.failure();
  if (!*stored) return std::optional<whole_account>{};
  auto record = fields::decode_tagged<records::customer>(**stored);
  if (!record) return refusal(errc::internal);
  whole_account whole{account, std::move(*record), storage::checksum(profile, **stored), {}, {}};

  if (wanted != row_parts::what_erasing_needs) {
    const auto more = has_more_orders_than(at_most.rows, reading, tenant, account);
    if (!more) return more.failure();
    if (*more) return too_much(wanted);
  }
  collection rows(reading, tenant, wanted, at_most, whole.rows);
  const auto taken = rows.append(account, customer_item::profile,
                                 [&](customer_item item) { return is_left_out(item, wanted); });
  if (!taken) return taken.failure();

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
    const auto added = rows.append(other, customer_item::credit,
                                   [](customer_item item) { return !is_ledger(item); });
    if (!added) return added.failure();
  }
  return std::optional(std::move(whole));
}

}  // namespace atrium::actors
