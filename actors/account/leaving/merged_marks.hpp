// What a merge moves of coupons, memberships, roles and lists: under new numbers. Of what both have
// one is left: of a coupon the one that is redeemed, of a membership or role the one that lasts
// longer; of two wish lists becomes one. Of what is over, of both, the last is remembered, as many
// as of one customer. No CAF, no threads, no files.
#pragma once

#include <set>

#include "actors/account/marks.hpp"

namespace atrium::actors {

class merged_marks {
 public:
  // `in`: of the one who stays.
  explicit merged_marks(const decide_context& in) : in_(in) {}

  // Before all others: chooses what is remembered. `rows`, of the other one, live longer than this.
  outcome<nothing> choose(const decision& made, const std::vector<account_row>& rows);
  // Puts a row of the other one, which the caller erases, with its place, and expects as it was
  // read. `counts`: of the one who stays.
  outcome<nothing> take(decision& made, const account_row& row, records::part_counts& counts);
  // When all were taken: `limit_reached` if it is too much for one customer.
  outcome<nothing> finish(decision& made, records::part_counts& counts);

  bool none() const { return lists == 0 && coupons == 0 && memberships == 0 && !dropped_; }

  std::int64_t lists = 0, coupons = 0, memberships = 0;

 private:
  template <fields::record R, class Belongs>
  outcome<nothing> choose(const decision& made, const std::vector<account_row>& rows,
                          std::int64_t past_max, Belongs&& belongs, std::set<std::uint64_t>& ours);
  template <fields::record R>
  void drop(decision& made, std::uint64_t number, records::part_counts& counts);
  template <fields::record R>
  outcome<nothing> move_mark(decision& made, const account_row& row, records::part_counts& counts,
                             std::int64_t& moved);
  outcome<nothing> move_list(decision& made, const account_row& row, records::part_counts& counts);

  const decide_context& in_;
  // Forgotten: of the other one by key, of him who stays by number.
  std::set<std::string_view> their_past_;
  std::set<std::uint64_t> past_coupons_, past_memberships_;
  bool dropped_ = false;  // one of him who stays
};

}  // namespace atrium::actors
