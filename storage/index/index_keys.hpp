// The tables of the index environment and the keys in them (docs/data_format.md, The index
// environment).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/lists/condition.hpp"
#include "protocol/records/numbers.hpp"

namespace atrium::storage {

enum class index_table : std::uint8_t {
  state,
  rows,
  sorted,
  blocks,
  block_sets,
  sets,
  present,
  words,
  counts
};

inline constexpr std::array<std::string_view, 9> index_table_names{
    "state", "rows", "sorted", "blocks", "block_sets", "sets", "present", "words", "counts"};

using space_number = std::uint32_t;  // 0: none

// Accounts are kept in sets by chunks of their numbers, so that one change rewrites little.
inline constexpr unsigned chunk_bits_log2 = 13;
inline constexpr std::uint32_t accounts_per_chunk = 1U << chunk_bits_log2;
// Numbers are given out without large gaps, and a set of all of them must fit in memory.
inline constexpr std::uint64_t account_numbers_end = std::uint64_t{1} << 32;

constexpr std::uint32_t chunk_of(account_number account) {
  return static_cast<std::uint32_t>(account.value >> chunk_bits_log2);
}
constexpr std::uint16_t place_in_chunk(account_number account) {
  return static_cast<std::uint16_t>(account.value & (accounts_per_chunk - 1));
}

// The accounts of a range over `every_record`.
struct number_range {
  std::uint64_t from = 0, end = account_numbers_end;

  bool has(account_number account) const { return account.value >= from && account.value < end; }
};
number_range numbers_of(const lists::condition& range);

void append_big_endian(std::string& to, std::uint64_t value, int width);
std::uint64_t read_big_endian(std::string_view bytes);

// Bytes of any length and content in a key, so that the order of keys is the order of the bytes
// whatever comes behind them: a zero becomes 0 255, and 0 0 ends them. `append_prefix` leaves the
// end open. Both cut what is too long (protocol/lists/columns.hpp).
inline constexpr std::string_view ordered_end{"\0\0", 2};
void append_prefix(std::string& to, std::string_view bytes);
void append_ordered(std::string& to, std::string_view bytes);

inline constexpr std::size_t column_prefix_bytes = 6;
std::string space_prefix(space_number space);
// Of a column's rows, and the key in `counts` of all that have any value.
std::string column_prefix(space_number space, lists::column column);
std::string behind_column(space_number space, lists::column column);
// Of a value's rows in `sets`, and its key in `counts`.
std::string value_prefix(space_number space, lists::column column, std::string_view value);
std::string row_key(space_number space, account_number account);
// Of a block's rows in `block_sets`.
std::string block_prefix(space_number space, lists::column column, std::uint32_t block);

// What follows the column in a key of `sorted`, and in one of `blocks`: a place in the column's
// order.
void append_place(std::string& to, std::string_view sort_key, account_number account);
account_number account_of_place(std::string_view place);
std::string sort_key_of_place(std::string_view place);
// Undoes append_prefix.
std::string plain_bytes(std::string_view ordered);

}  // namespace atrium::storage
