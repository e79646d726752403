#include "storage/due_time.hpp"

#include <algorithm>
#include <array>

#include "protocol/records/cart.hpp"
#include "protocol/records/coupon.hpp"
#include "protocol/records/credit.hpp"
#include "protocol/records/membership.hpp"

namespace atrium::storage {
namespace {

template <fields::record R>
std::optional<std::int64_t> time_of(std::string_view stored) {
  const auto record = fields::decode_tagged<R>(stored);
  return record ? next_time(*record) : std::nullopt;
}

struct timed_item {
  customer_item item;
  std::optional<std::int64_t> (*time_of)(std::string_view stored);
};
constexpr std::array timed_items{
    timed_item{customer_item::credit, time_of<records::credit_ledger>},
    timed_item{customer_item::carts, time_of<records::cart>},
    timed_item{customer_item::coupons, time_of<records::coupon>},
    timed_item{customer_item::memberships, time_of<records::membership>}};

const timed_item* find_timed(customer_item item) {
  const auto found = std::ranges::find(timed_items, item, &timed_item::item);
  return found == timed_items.end() ? nullptr : &*found;
}

}  // namespace

bool has_due_time(customer_item item) { return find_timed(item) != nullptr; }

std::optional<std::int64_t> due_time(customer_item item, std::string_view stored) {
  const timed_item* timed = find_timed(item);
  return timed ? timed->time_of(stored) : std::nullopt;
}

}  // namespace atrium::storage
