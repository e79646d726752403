// Changes one space. What all of its tables say is made from `rows`: an account's old row and its
// new entries are compared, and only the differences are written. `change` writes the row and
// gathers the rest; once all changes are known, `finish_some` puts it, in the same or in
// later transactions.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "storage/index/block_writer.hpp"
#include "storage/index/entry_row.hpp"
#include "storage/index/index_parts.hpp"
#include "storage/index/operations.hpp"
#include "storage/index/set_writer.hpp"

namespace atrium::storage {

class space_writer {
 public:
  explicit space_writer(space_number space) : space_(space) {}

  // Each account once. LMDB's code.
  int change(const index_tables& in, const index_change& to);
  // Those whose change was of some columns only, and that have no row to take the others from.
  const std::vector<account_number>& left_out() const { return left_out_; }
  // What was put and removed, and is going to be.
  std::size_t operations() const;
  // Puts and removes some of what was gathered: as much as a transaction may take. LMDB's code.
  int finish_some(const index_tables& in);
  bool is_finished() const;

 private:
  void compare_sorted(account_number account);
  void compare_sets(account_number account);
  void compare_words(account_number account);
  void note(operation_list& in, std::string_view prefix, account_number account, bool put);
  int apply_sorted(const index_tables& in);
  int put_places(const index_tables& in, std::span<const operation> some);
  int apply_counts(const index_tables& in);

  const space_number space_;
  entry_row old_, new_;
  std::string scratch_;
  std::size_t rows_ = 0;
  operation_list sorted_, sets_, present_, words_;
  set_counts counts_;
  std::vector<account_number> left_out_;
};

}  // namespace atrium::storage
