#include "storage/verify_belongings.hpp"

#include <algorithm>

#include "protocol/records/cart.hpp"
#include "protocol/records/delivery.hpp"
#include "storage/verify_parts.hpp"

namespace atrium::storage {
namespace {

template <class Record>
bool has_reference(std::string_view stored, std::string_view reference) {
  const auto record = fields::decode_tagged<Record>(stored);
  return record && record->reference == reference;
}

}  // namespace

std::optional<breach> belongings_check::take(const row& found, const record_name& at) {
  records::delivery delivery;
  switch (static_cast<customer_item>(at.item)) {
    case customer_item::orders:
      return take_order(found, at);
    case customer_item::deliveries:
      return take_recorded(found, at, "delivery", unique_space::delivery_reference, last_delivery_,
                           delivery);
    case customer_item::carts:
      return take_cart(found, at);
    case customer_item::summary:
      return take_summary(found);
    default:
      return {};
  }
}

template <class Record>
std::optional<breach> belongings_check::take_recorded(const row& found, const record_name& at,
                                                      std::string_view kind, unique_space space,
                                                      std::int64_t& last, Record& record) {
  if (!fields::decode_tagged(found.value, record)) return unreadable(found);
  if (timed_part(record.time(), record.number) != at.part)
    return broken("orders", found.key, "it lies at another time or number than its own");
  last = std::max(last, record.number);
  const auto named = now_.get(table::unique, unique_key(tenant_, space, record.reference));
  const auto entry = named && *named ? fields::decode_tagged<records::unique_entry>(**named)
                                     : std::optional<records::unique_entry>{};
  if (!entry || static_cast<std::uint64_t>(entry->number) != account_.value ||
      static_cast<std::uint64_t>(entry->part.value_or(0)) != at.part)
    return broken("orders", found.key, "its reference does not lead to it");
  return check_told_version(told_, found, kind, account_, record.reference, record.version);
}

std::optional<breach> belongings_check::take_order(const row& found, const record_name& at) {
  records::order order;
  if (auto wrong =
          take_recorded(found, at, "order", unique_space::order_reference, last_order_, order))
    return wrong;
  if (order.counted) {
    ++count_;
    totals_[order.grand_total.currency] += order.grand_total.amount;
  }
  last_ = std::move(order);
  return {};
}

std::optional<breach> belongings_check::take_cart(const row& found, const record_name& at) {
  const auto cart = fields::decode_tagged<records::cart>(found.value);
  if (!cart) return unreadable(found);
  ++carts_;
  last_cart_ = std::max(last_cart_, static_cast<std::int64_t>(at.part));
  return check_told_version(told_, found, "cart", account_, cart->id, cart->version);
}

std::optional<breach> belongings_check::take_summary(const row& found) {
  if (!fields::decode_tagged(found.value, stored_)) return unreadable(found);
  return {};
}

std::optional<breach> belongings_check::finish(const records::part_counts& counts) const {
  const auto wrong = [&](customer_item item, std::string invariant, std::string what) {
    const key where = customer_key(tenant_, account_, item);
    return breach{std::move(invariant), std::move(what), table::records, std::string(where.view())};
  };
  if (counts.carts != carts_ || counts.last_cart < last_cart_)
    return wrong(customer_item::counts, "numbers", "the counts are not those of the carts");
  if (stored_.orders < last_order_ || stored_.deliveries < last_delivery_)
    return wrong(customer_item::summary, "numbers",
                 "an order or a delivery has a number that was never given out");
  std::vector<records::money> totals;
  for (const auto& [currency, amount] : totals_)
    if (amount != 0) totals.push_back({amount, currency});
  if (stored_.count != count_ || stored_.totals != totals)
    return wrong(customer_item::summary, "orders", "the summary is not that of the orders");
  const bool same_last =
      last_
          ? stored_.last == records::last_order{last_->reference, last_->placed_at, last_->state} &&
                stored_.last_number == last_->number
          : !stored_.last;
  if (!same_last)
    return wrong(customer_item::summary, "orders", "the last order is another than it says");
  return {};
}

bool is_reference_of(const snapshot& now, tenant_number tenant, const records::unique_entry& entry,
                     unique_space space, std::string_view reference) {
  const bool of_order = space == unique_space::order_reference;
  const account_number account{static_cast<std::uint64_t>(entry.number)};
  const auto part = static_cast<std::uint64_t>(entry.part.value_or(0));
  const auto stored = now.get(
      table::records,
      customer_part_key(tenant, account,
                        of_order ? customer_item::orders : customer_item::deliveries, part));
  if (!stored || !*stored) return false;
  return of_order ? has_reference<records::order>(**stored, reference)
                  : has_reference<records::delivery>(**stored, reference);
}

}  // namespace atrium::storage
