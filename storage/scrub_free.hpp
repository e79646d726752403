// The phase of a scrub that looks at free pages (storage/scrub.hpp). Private to storage/.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/lmdb_handles.hpp"
#include "storage/page_file.hpp"

namespace atrium::storage {

// Visits every page number of the file once: a page in use is passed over, a free one that LMDB
// would give out is made zeros, one that a snapshot may still see is noted and visited again later.
// Pages behind the last that LMDB knows of count as free: a commit that failed wrote them.
//
// A slice happens inside a write transaction, so that nobody gives out pages meanwhile; it commits
// nothing. What LMDB would give out is what it freed before the oldest state that anybody reads.
class free_pages {
 public:
  free_pages(MDB_env* of, page_file& file) : of_(of), file_(file) {}

  // Visits at most `pages_max` free pages more; true when all page numbers have been visited.
  outcome<bool> go_on(std::size_t pages_max);

  // Visits those again that are noted, if all have been visited once.
  outcome<nothing> visit_again();

  // How many wait for snapshots to be renewed, and for commits to follow.
  std::size_t noted() const { return noted_.size(); }

 private:
  struct free_page {
    std::uint64_t number;
    bool seen;  // by a snapshot, perhaps
  };
  template <class Wanted>
  outcome<std::vector<free_page>> find(MDB_txn* writing, Wanted&& wanted) const;
  outcome<nothing> wipe(const std::vector<free_page>& found);

  MDB_env* const of_;
  page_file& file_;
  std::uint64_t next_ = 2;            // page number; those before it have been visited
  std::vector<std::uint64_t> noted_;  // ascending
};

}  // namespace atrium::storage
