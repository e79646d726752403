// One page of a list: evaluates the condition to a set, then goes along the order from the place
// that the page begins at. Private to storage/index/.
//
// How it goes along a sorted column: where nothing is excluded, row by row; where few are wanted,
// it looks each of them up and sorts; else block by block, passing over blocks without any that is
// wanted, and within one either row by row or looking up those that are wanted, whichever is less.
// So the cost is bounded also where what is wanted lies at the far end of the order.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/index/evaluation.hpp"
#include "storage/index/index_snapshot.hpp"

namespace atrium::storage {

class list_walk {
 public:
  list_walk(index_view& view, const list_query& query) : view_(view), query_(query) {}

  list_page run();

 private:
  void evaluate();
  const lists::condition* own_range() const;
  place_range places_left(const lists::condition* own) const;

  // Each returns false where the page ends in it.
  bool walk_column();
  bool walk_numbers(const account_bits& among);
  bool walk_values();
  bool walk_value(std::string_view value, const account_bits& among);
  bool walk_places(const place_range& range);
  bool walk_blocks();
  bool walk_block(const place_range& range, const std::vector<account_number>& hits,
                  std::uint32_t records);
  bool look_up(const std::vector<account_number>& accounts);
  bool is_looking_up_cheaper() const;

  std::vector<account_number> wanted_in(const index_block& block);
  std::vector<account_number> all_wanted() const;
  bool is_wanted(account_number account);
  // The next in the direction behind `at`; from the beginning without.
  std::optional<account_number> next_of(const account_bits& in,
                                        std::optional<account_number> at) const;

  // Both false: the page ends.
  bool offer(list_position found);
  bool pass(const list_position& seen);
  bool pass_block(std::string_view boundary);
  bool has_place_left() const { return page_.rows.size() < query_.limit; }

  index_view& view_;
  const list_query& query_;
  list_page page_;
  std::optional<account_bits> wanted_;  // nullopt: all in `left_`, or all
  bool exact_ = true;
  std::vector<index_block> blocks_;  // of the column of the order
  place_range left_;                 // of that column
  bool only_with_value_ = false;
  std::uint64_t work_end_ = 0;
  entry_row row_;
};

}  // namespace atrium::storage
