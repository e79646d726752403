// Which accounts a condition wants, as a set. Private to storage/index/.
#pragma once

#include <span>
#include <string>

#include "protocol/lists/columns.hpp"
#include "storage/index/index_view.hpp"

namespace atrium::storage {

// Behind every place: none has so many bytes before the zero that ends its sort key.
inline const std::string all_places_end(lists::key_bytes_max + 1, '\xff');

// The places in a column's order from `from` on and before `to`.
struct place_range {
  std::string from{};
  std::string to = all_places_end;

  bool ends_before(std::string_view place) const { return place >= to; }
  bool has(std::string_view place) const { return place >= from && !ends_before(place); }
};

place_range places_of(const lists::condition& range);

// How many records are in a range; exact.
std::uint64_t count_range(index_view& view, lists::column column, const place_range& range);

// Evaluates conditions with at most `work_max` steps. A part that would take more (words that
// start with one letter, say) is taken for everything, or under a `none` for nothing: then the set
// has every account that is wanted, and others.
class evaluation {
 public:
  evaluation(index_view& view, std::uint64_t work_max);

  account_bits set_of(const lists::condition& wanted) { return bounded(wanted, true); }
  bool is_exact() const { return exact_; }

 private:
  // No fewer accounts than are wanted, or (not `above`) no more.
  account_bits bounded(const lists::condition& wanted, bool above);
  account_bits leaf(const lists::condition& wanted, bool above);
  bool add_values(const lists::condition& wanted, account_bits& to);
  bool add_words(const lists::condition& wanted, account_bits& to);
  bool add_range(const lists::condition& wanted, account_bits& to);
  bool add_blocks(lists::column column, std::span<const index_block> blocks, account_bits& to);
  bool add_places(lists::column column, const place_range& range, account_bits& to);
  std::uint64_t leaf_end() const;
  account_bits nobody() const { return account_bits(every_.chunks()); }

  index_view& view_;
  const std::uint64_t work_end_;
  const account_bits every_;
  bool exact_ = true;
};

}  // namespace atrium::storage
