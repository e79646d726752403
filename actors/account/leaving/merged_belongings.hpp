// What a merge moves of orders, deliveries and carts: under new numbers, orders and deliveries with
// their references, and their summary added to that of the one who stays. No CAF, no threads.
#pragma once

#include "actors/account/decision.hpp"

namespace atrium::actors {

class merged_belongings {
 public:
  // `in`: of the one who stays.
  merged_belongings(const account_state& now, const decide_context& in);

  // Puts a row of the other one, which the caller erases and expects as it was read.
  outcome<nothing> take(decision& made, const account_row& row, records::part_counts& counts);
  // When all were taken: `limit_reached` if it is too much for one customer.
  outcome<nothing> finish(decision& made);

  std::int64_t orders = 0, deliveries = 0, carts = 0;

 private:
  template <fields::record R>
  outcome<R> move_recorded(decision& made, const account_row& row, std::int64_t& last_number);
  outcome<nothing> move_order(decision& made, const account_row& row);
  outcome<nothing> move_delivery(decision& made, const account_row& row);
  outcome<nothing> move_cart(decision& made, const account_row& row, records::part_counts& counts);

  const decide_context& in_;
  records::order_summary summary_;
  bool fits_ = true;  // totals
};

}  // namespace atrium::actors
