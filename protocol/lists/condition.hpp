// What lists are made of, between the language of the wire (filter, sort, search) and the index
// that answers: which records are wanted, in which order, and what one record contributes to the
// index. docs/data_format.md, The index environment, says how it is stored.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace atrium::lists {

// The tag of the record's field; from `mixin_columns` on, the indexed fields of mixins.
using column = std::uint16_t;
inline constexpr column every_record = 0;  // sort key: the account number, 8 bytes, big-endian
inline constexpr column mixin_columns = 1000;

// Some columns: of the record's fields these, by tag; of mixins all or none.
struct column_choice {
  std::bitset<128> of_record = {};
  bool of_mixins = false;

  bool has(column one) const {
    return one >= mixin_columns ? of_mixins : one < of_record.size() && of_record[one];
  }
  bool none() const { return of_record.none() && !of_mixins; }
  column_choice& operator|=(const column_choice& other) {
    of_record |= other.of_record;
    of_mixins |= other.of_mixins;
    return *this;
  }
};
inline const column_choice every_column{std::bitset<128>{}.set(), true};

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
  std::vector<std::string> words;                      // each once; word_key() in columns.hpp
};

}  // namespace atrium::lists
