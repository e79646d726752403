#include "actors/account/leaving/merged_marks.hpp"

#include <limits>

#include "actors/account/belongings/shopping_lists.hpp"
#include "protocol/methods/coupons.hpp"
#include "protocol/methods/memberships.hpp"
#include "protocol/methods/shopping_lists.hpp"

namespace atrium::actors {
namespace {

using records::coupon;
using records::coupon_state;
using records::membership;
using records::membership_kind;
using records::shopping_list;
using storage::customer_item;

// Of these he has each once at most; others are over and done with.
bool is_kept_once(const coupon& which) { return which.state != coupon_state::expired; }
bool is_kept_once(const membership& which) { return is_open(which); }

bool wins_over(const coupon& theirs, const coupon& ours) {
  return theirs.state == coupon_state::redeemed && ours.state != coupon_state::redeemed;
}
bool wins_over(const membership& theirs, const membership& ours) {
  constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
  return theirs.until.value_or(never) > ours.until.value_or(never);
}

}  // namespace

outcome<nothing> merged_marks::take(decision& made, const account_row& row,
                                    records::part_counts& counts) {
  switch (item_in(row)) {
    case customer_item::coupons:
      return move_mark<coupon>(made, row, counts, coupons);
    case customer_item::memberships:
      return move_mark<membership>(made, row, counts, memberships);
    case customer_item::lists:
      return move_list(made, row, counts);
    default:
      return nothing{};
  }
}

template <fields::record R>
outcome<nothing> merged_marks::move_mark(decision& made, const account_row& row,
                                         records::part_counts& counts, std::int64_t& moved) {
  auto theirs = fields::decode_tagged<R>(row.value);
  if (!theirs) return refusal(errc::internal);
  if (is_kept_once(*theirs)) {
    const mark_book<R>& book = marks_of<R>(made.after.parts);
    const auto ours = std::ranges::find_if(book, [&](const auto& each) {
      return is_kept_once(each.second.record) && is_same(each.second.record, *theirs);
    });
    if (ours != book.end()) {
      if (!wins_over(*theirs, ours->second.record)) return nothing{};
      drop_mark<R>(made, ours->first, counts, in_);
    }
  }
  move_as_new_mark(made, std::move(*theirs), counts, in_);
  ++moved;
  return nothing{};
}

outcome<nothing> merged_marks::move_list(decision& made, const account_row& row,
                                         records::part_counts& counts) {
  auto theirs = fields::decode_tagged<shopping_list>(row.value);
  if (!theirs) return refusal(errc::internal);
  ++lists;
  const list_book& book = marks_of<shopping_list>(made.after.parts);
  const auto* ours = theirs->kind == records::list_kind::wish ? wish_list_in(book) : nullptr;
  if (!ours) {
    move_as_new_mark(made, std::move(*theirs), counts, in_);
    return nothing{};
  }
  auto joined = mark_to_change<shopping_list>(*ours);
  shopping_list& after = joined.record;
  for (const records::list_item& each : theirs->items)
    if (!put_on_list(after, each))
      return refusal(errc::limit_reached, "together their wish lists have too much");
  after.count = static_cast<std::int64_t>(after.items.size());
  after.updated_at = in_.now_ms;
  ++after.version;
  tell(made, {.kind = "list.updated", .object = after.id, .version = after.version}, in_);
  keep_mark(made, std::move(joined), in_);
  return nothing{};
}

outcome<nothing> merged_marks::finish(decision& made, records::part_counts& counts) {
  bool fits = counts.lists <= methods::lists_max && open_marks<coupon>(made, [](const coupon&) {
                                                      return true;
                                                    }) <= methods::open_coupons_max;
  for (const auto kind : {membership_kind::membership, membership_kind::role})
    fits = fits && open_marks<membership>(made, [&](const membership& each) {
                     return each.kind == kind;
                   }) <= methods::open_memberships_max;
  if (!fits)
    return refusal(errc::limit_reached,
                   "together they have too many lists, coupons, memberships or roles");
  return nothing{};
}

}  // namespace atrium::actors
