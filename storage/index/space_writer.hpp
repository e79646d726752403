// Changes one space within one transaction. What all of its tables say is made from `rows`: an
// account's old row and its new entries are compared, and only the differences are written.
#pragma once

#include <cstddef>
#include <string>

#include "storage/index/block_writer.hpp"
#include "storage/index/entry_row.hpp"
#include "storage/index/index_parts.hpp"
#include "storage/index/operations.hpp"
#include "storage/index/set_writer.hpp"

namespace atrium::storage {

class space_writer {
 public:
  // Both must live longer.
  space_writer(const index_tables& in, space_number space) : in_(in), space_(space) {}

  // Each account once. LMDB's code.
  int change(const index_change& to);
  // What `finish` is going to put and remove.
  std::size_t operations() const;
  int finish();

 private:
  void compare_sorted(account_number account);
  void compare_sets(account_number account);
  void compare_words(account_number account);
  void note(operation_list& in, std::string_view prefix, account_number account, bool put);
  int apply_sorted();
  int apply_counts();

  const index_tables& in_;
  const space_number space_;
  entry_row old_, new_;
  std::string scratch_;
  std::size_t rows_ = 0;
  operation_list sorted_, sets_, present_, words_;
  set_counts counts_;
};

}  // namespace atrium::storage
