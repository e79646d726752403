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

outcome<nothing> merged_marks::choose(const decision& made, const std::vector<account_row>& rows) {
  const auto any_coupon = [](const coupon&) { return true; };
  auto chosen = choose<coupon>(made, rows, methods::past_coupons_max, any_coupon, past_coupons_);
  for (const auto kind : {membership_kind::membership, membership_kind::role})
    if (chosen)
      chosen = choose<membership>(
          made, rows, methods::past_memberships_max,
          [kind](const membership& each) { return each.kind == kind; }, past_memberships_);
  return chosen;
}

template <fields::record R, class Belongs>
outcome<nothing> merged_marks::choose(const decision& made, const std::vector<account_row>& rows,
                                      std::int64_t past_max, Belongs&& belongs,
                                      std::set<std::uint64_t>& ours) {
  struct past_mark {
    std::int64_t changed_at = 0;
    std::uint64_t number = 0;         // of ours
    std::string_view their_key = {};  // else
  };
  std::vector<past_mark> past;
  for (const account_row& row : rows) {
    if (item_in(row) != mark_traits<R>::item) continue;
    const auto theirs = fields::decode_tagged<R>(row.value);
    if (!theirs) return refusal(errc::internal);
    if (!is_open(*theirs) && belongs(*theirs)) past.push_back({theirs->updated_at, 0, row.key});
  }
  if (past.empty()) return nothing{};  // ours alone are forgotten with the next that is given
  for (const auto& [number, known] : marks_of<R>(made.after.parts))
    if (!is_open(known.record) && belongs(known.record))
      past.push_back({known.record.updated_at, number});
  if (static_cast<std::int64_t>(past.size()) <= past_max) return nothing{};
  std::ranges::stable_sort(past, {}, &past_mark::changed_at);
  past.resize(past.size() - static_cast<std::size_t>(past_max));
  for (const past_mark& each : past) {
    if (each.their_key.empty())
      ours.insert(each.number);
    else
      their_past_.insert(each.their_key);
  }
  return nothing{};
}

template <fields::record R>
void merged_marks::drop(decision& made, std::uint64_t number, records::part_counts& counts) {
  drop_mark<R>(made, number, counts, in_);
  dropped_ = true;
}

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
      drop<R>(made, ours->first, counts);
    }
  }
  if (their_past_.contains(row.key)) return nothing{};
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
  // Not before: one that he has redeemed he does not get from the other.
  for (const std::uint64_t number : past_coupons_) drop<coupon>(made, number, counts);
  for (const std::uint64_t number : past_memberships_) drop<membership>(made, number, counts);
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
