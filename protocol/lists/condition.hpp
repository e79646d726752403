// What lists are made of, between the language of the wire (filter, sort, search) and the index
// that answers: which records are wanted, in which order, and what one record contributes to the
// index. docs/data_format.md, The index environment, says how it is stored.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace atrium::lists {

// The tag of the record's field; from `mixin_columns` on, the indexed fields of mixins.
using column = std::uint16_t;
inline constexpr column every_record = 0;  // sort key: the account number, 8 bytes, big-endian
inline constexpr column mixin_columns = 1000;

// Which records are wanted: a tree.
struct condition {
  enum class kind : std::uint8_t {
    all,      // every one of `parts`; of none: all records
    any,      // at least one of `parts`
    none,     // not the one part
    range,    // a sort key of `of` with from <= key, and key < to unless `to` is empty
    values,   // a value of the set column `of` is one of `values`
    present,  // has any value in `of`
    word,     // a word that starts with `from`, which tells the column, too
  };
  kind what = kind::all;
  column of = every_record;
  std::string from, to;
  std::vector<std::string> values;
  std::vector<condition> parts;
};

// By `by`, then by account number, both in the same direction; records without a value come last
// in either direction. `every_record`: by account number alone.
struct order {
  column by = every_record;
  bool descending = false;
};

// What one record contributes.
struct entries {
  std::vector<std::pair<column, std::string>> sorted;  // sort keys: at most one a column
  std::vector<std::pair<column, std::string>> sets;    // values of columns of few values
  std::vector<std::string> words;                      // each once
};

}  // namespace atrium::lists
