#include "actors/account/belongings/order_summary.hpp"

#include <algorithm>

namespace atrium::actors {

records::order_summary summary_of(const account_state& now) {
  if (now.parts.summary) return now.parts.summary->record;
  return {.version = 0};
}

void put_summary(decision& made, records::order_summary after, const decide_context& in) {
  put_next(made, summary_key(in.tenant.number, in.account), &account_parts::summary,
           std::move(after));
}

bool add_total(records::order_summary& to, const records::money& amount, std::int64_t sign) {
  if (amount.amount == 0) return true;
  auto at = std::ranges::lower_bound(to.totals, amount.currency, {}, &records::money::currency);
  if (at == to.totals.end() || at->currency != amount.currency)
    at = to.totals.insert(at, {0, amount.currency});
  at->amount += sign * amount.amount;
  if (at->amount > fields::integer_max) return false;
  if (at->amount == 0) to.totals.erase(at);
  return true;
}

bool count_in(records::order_summary& to, const records::order& added) {
  if (!added.counted) return true;
  ++to.count;
  return add_total(to, added.grand_total);
}

void take_as_last(records::order_summary& into, const records::order& order) {
  const auto last = part_of_last(into);
  if (last && *last > part_of(order)) return;
  into.last = records::last_order{order.reference, order.placed_at, order.state};
  into.last_number = order.number;
}

std::optional<std::uint64_t> part_of_last(const records::order_summary& in) {
  if (!in.last) return {};
  return storage::timed_part(in.last->placed_at, in.last_number);
}

error total_too_large(const std::string& currency) {
  return refusal(errc::limit_reached,
                 "the total of the customer's orders in " + currency + " would be too large");
}

}  // namespace atrium::actors
