// The columns of lists: by what a list can be filtered, sorted and searched, and what of a value
// the index holds. They follow from the fields of the record; a tenant's mixins may add more.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/fields/description.hpp"
#include "protocol/lists/condition.hpp"
#include "protocol/records/mixin_schema.hpp"

namespace atrium::lists {

using fields::column_kind;

enum class holding : std::uint8_t { text, integer, number, boolean, name };

struct list_column {
  column number = every_record;  // of its entries in the index
  std::string name;              // as the wire has it; of a mixin with its path, parted by dots
  column_kind kind = column_kind::none;
  holding holds = holding::text;
  fields::rule rules;
  std::span<const std::string_view> names = {};  // of holding::name
  bool many = false;                             // a record may have several values
};

// The columns of every tenant's customers that may be named, in the order of their fields.
std::span<const list_column> customer_columns();

// Those of properties that a tenant's schema has indexed: `loyalty.tier` is named
// `mixins.loyalty.tier`.
inline constexpr std::string_view mixins_prefix = "mixins.";
std::vector<list_column> columns_of(std::span<const records::indexed_property> properties);

// Those of the record, then those of the tenant's mixins; nullptr if there is none of this name.
const list_column* find_column(std::string_view name, std::span<const list_column> of_mixins);

enum class comparison : std::uint8_t { eq, ne, lt, le, gt, ge, starts_with, contains, in, exists };
inline constexpr std::array<std::string_view, 10> comparison_names{
    "eq", "ne", "lt", "le", "gt", "ge", "starts_with", "contains", "in", "exists"};

bool serves(column_kind kind, comparison with);
bool sortable(column_kind kind);
// Of several values none is the one to sort by.
inline bool sortable(const list_column& by) { return !by.many && sortable(by.kind); }
// Whether `search` looks at its words.
bool has_words(column_kind kind);
// "eq, ne, in, exists"
std::string served_by(column_kind kind);

// ---- keys: what the index compares

// Sort keys, values of sets and words are cut here, in entries and in conditions; those that agree
// so far are taken for equal.
inline constexpr std::size_t key_bytes_max = 200;
constexpr std::string_view cut_key(std::string_view key) { return key.substr(0, key_bytes_max); }
// Of a text that is compared byte by byte.
std::string exact_key(std::string_view text);
// Sorts as numbers do, whole or not, however they were written. Whole ones beyond ±2^53 may share
// a key.
std::string numeric_key(double value);
// Of column 0: the account's number.
std::string number_key(std::uint64_t account);
// A word of this column: one byte of it, two from column 128 on, and the folded word.
std::string word_key(column of, std::string_view word);
column column_of_word(std::string_view key);
// The first key behind all that begin with `prefix`; empty if there is none.
std::string behind(std::string prefix);

}  // namespace atrium::lists
