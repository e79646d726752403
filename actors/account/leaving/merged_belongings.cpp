#include "actors/account/leaving/merged_belongings.hpp"

#include "actors/account/belongings/carts.hpp"
#include "actors/account/belongings/order_summary.hpp"

namespace atrium::actors {

using storage::customer_item;

merged_belongings::merged_belongings(const account_state& now, const decide_context& in)
    : in_(in), summary_(summary_of(now)) {}

outcome<nothing> merged_belongings::take(decision& made, const account_row& row,
                                         records::part_counts& counts) {
  switch (item_in(row)) {
    case customer_item::orders:
      return move_order(made, row);
    case customer_item::deliveries:
      return move_delivery(made, row);
    case customer_item::carts:
      return move_cart(made, row, counts);
    default:
      return nothing{};  // their summary is made anew
  }
}

// Their versions stay, for who has seen one may go on from there.
template <fields::record R>
outcome<R> merged_belongings::move_recorded(decision& made, const account_row& row,
                                            std::int64_t& last_number) {
  auto record = fields::decode_tagged<R>(row.value);
  if (!record) return refusal(errc::internal);
  record->number = ++last_number;
  const std::uint64_t part = part_of(*record);
  put_part(made, recorded_key<R>(in_.tenant.number, in_.account, part), *record);
  made.changes.puts.push_back(
      {storage::table::unique,
       std::string(reference_key<R>(in_.tenant.number, record->reference).view()),
       reference_entry(in_.account, part)});
  return std::move(*record);
}

outcome<nothing> merged_belongings::move_order(decision& made, const account_row& row) {
  const auto moved = move_recorded<records::order>(made, row, summary_.orders);
  if (!moved) return moved.failure();
  ++orders;
  fits_ = count_in(summary_, *moved) && fits_;
  take_as_last(summary_, *moved);
  return nothing{};
}

outcome<nothing> merged_belongings::move_delivery(decision& made, const account_row& row) {
  const auto moved = move_recorded<records::delivery>(made, row, summary_.deliveries);
  if (!moved) return moved.failure();
  ++deliveries;
  return nothing{};
}

outcome<nothing> merged_belongings::move_cart(decision& made, const account_row& row,
                                              records::part_counts& counts) {
  auto cart = fields::decode_tagged<records::cart>(row.value);
  if (!cart) return refusal(errc::internal);
  move_as_new_mark(made, std::move(*cart), counts, in_);
  ++carts;
  return nothing{};
}

outcome<nothing> merged_belongings::finish(decision& made) {
  if (!fits_ || summary_.orders > in_.limits.orders ||
      summary_.deliveries > in_.limits.deliveries ||
      static_cast<std::int64_t>(carts_of(made.after).size()) > in_.limits.carts)
    return refusal(errc::limit_reached, "together they have too many orders, deliveries or carts");
  if (orders > 0 || deliveries > 0) put_summary(made, std::move(summary_), in_);
  return nothing{};
}

}  // namespace atrium::actors
