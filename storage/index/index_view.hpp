// One space as a query sees it, and what the query has spent. Private to storage/index/.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/index/account_bits.hpp"
#include "storage/index/block_writer.hpp"
#include "storage/index/entry_row.hpp"
#include "storage/index/index_parts.hpp"

namespace atrium::storage {

// What things cost, in steps of roughly 0.1 µs.
inline constexpr std::uint64_t step = 1;       // a row that a cursor goes on to
inline constexpr std::uint64_t row_steps = 8;  // a look-up in `rows`

struct index_view {
  index_tables in;
  space_number space;
  std::uint64_t work = 0;
  int code = 0;  // LMDB's, of the first failure

  // How many accounts have a value in the column; of `every_record` all.
  std::uint64_t count_present(lists::column column);
  // So many chunks hold all accounts.
  std::uint32_t chunks();
  // Every account with a value in the column; of `every_record` all.
  account_bits present(lists::column column);
  // What the account contributes; false if nothing.
  bool read_row(account_number account, entry_row& into);
};

// A part of a column's order that `index_view` has a set for.
struct index_block {
  std::string first;  // the place that it begins at; the first of a column begins with none
  block_value value;
};

// The blocks of a sorted column, in order.
std::vector<index_block> blocks_of(index_view& view, lists::column column);

// Calls visit(chunk, stored) for each chunk below a prefix of `sets`, `words` or `block_sets`,
// until it returns false.
template <class Visit>
void each_chunk(index_view& view, index_table table, std::string_view prefix, Visit&& visit) {
  index_cursor at(view.in, table, view.code);
  bool more = at.first_from(prefix);
  for (; more && at.key().starts_with(prefix); more = at.next()) {
    view.work += step;
    const auto chunk = read_big_endian(at.key().substr(at.key().size() - 4));
    if (!visit(static_cast<std::uint32_t>(chunk), at.value())) return;
  }
}

}  // namespace atrium::storage
