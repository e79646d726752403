// What is to be done at its time, as the due queue has it (actors/account/due.hpp).
#include <algorithm>
#include <array>

#include "actors/account/belongings/carts.hpp"
#include "actors/account/belongings/coupons.hpp"
#include "actors/account/belongings/memberships.hpp"
#include "actors/account/credit/ledger.hpp"
#include "actors/account/decide.hpp"
#include "protocol/methods/definition.hpp"

namespace atrium::actors {
namespace {

void expire_credit(decision& made, std::uint64_t part, const decide_context& in) {
  const std::string currency = storage::currency_in(part);
  const stored_ledger before = ledger_of(made.after.parts, currency);
  ledger money(made, *made.after.profile, currency, before, in);
  money.expire_due();
  keep_ledger(made.after.parts, currency, money.close());
}

// What is done with a part of an item whose time has come. It may have been done already.
struct due_item {
  storage::customer_item item;
  void (*act)(decision& made, std::uint64_t part, const decide_context& in);
};
constexpr std::array due_items{
    due_item{storage::customer_item::credit, expire_credit},
    due_item{storage::customer_item::carts, abandon_cart},
    due_item{storage::customer_item::coupons, expire_coupon},
    due_item{storage::customer_item::memberships, pass_time_of_membership}};

}  // namespace

// Also of one who was erased: what is billing data goes its way.
outcome<decision> decide(const due_parts& asked, const account_state& now,
                         const decide_context& in) {
  if (!now.profile) return refusal(errc::not_found);
  decision made = change_of(now, in);
  made.answer = unfinished_result(methods::no_result{});
  for (const due_part& each : asked.parts)
    if (const auto known = std::ranges::find(due_items, each.item, &due_item::item);
        known != due_items.end())
      known->act(made, each.part, in);
  return made;
}

}  // namespace atrium::actors
