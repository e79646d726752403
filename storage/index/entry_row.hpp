// What one account contributes, as it lies in the table `rows`, and as both the writer (what has
// changed?) and the readers (which sort key? does it match?) look at it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/lists/condition.hpp"
#include "protocol/records/numbers.hpp"

namespace atrium::storage {

// Views of entries in order, each once, none longer than lists::key_bytes_max. Reused from one
// account to the next, so that no memory is taken for each.
class entry_row {
 public:
  using column_value = std::pair<lists::column, std::string_view>;

  void take(const lists::entries& from);  // valid while `from` is
  // Adds what `from` has in other columns; valid while what `from` was read from is.
  void take_others(const entry_row& from, const lists::column_choice& than);
  void read(std::string_view stored);  // valid while `stored` is
  void clear();

  const std::vector<column_value>& sorted() const { return sorted_; }
  const std::vector<column_value>& sets() const { return sets_; }
  const std::vector<std::string_view>& words() const { return words_; }

  void store(std::string& to) const;

 private:
  std::vector<column_value> sorted_;
  std::vector<column_value> sets_;
  std::vector<std::string_view> words_;
};

// The sort key, or the first value in the direction, of a stored row.
std::optional<std::string_view> key_in(const entry_row& row, lists::order order);

bool matches(const entry_row& row, account_number account, const lists::condition& wanted);

}  // namespace atrium::storage
