// The one function that turns a change set into puts and deletions inside a transaction. Private to
// storage/.
//
// Invariants:
//  1. Everything that may refuse a change set (key known, expectations, sizes) is looked at before
//  its first put, so a refused
//     one has written nothing and its batch mates are not harmed.
//  2. Sets of a batch see what those before them in the batch did.
//  3. Numbers (journal, next numbers, the high-water time) live in `numbers`, which the caller
//  takes over only after the
//     commit; so an aborted transaction leaves no trace in memory either.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "storage/change_set.hpp"
#include "storage/lmdb_handles.hpp"

namespace atrium::storage {

// What the store has counted so far. The first maps are by tenant, the last by tenant and kind.
struct numbers {
  std::unordered_map<std::uint32_t, std::uint64_t> last_seq;
  std::unordered_map<std::uint32_t, std::uint64_t> last_audit;
  std::unordered_map<std::uint64_t, std::uint64_t> next;
  std::int64_t newest_time_ms = 0;
};

struct write_view {
  MDB_txn* in;
  const lmdb::table_handles& tables;
  const numbers& known;  // as of the last commit
  numbers& pending;      // what this transaction has added to it
};

struct application {
  // LMDB's error, 0 if none. With one the transaction must be aborted; `result` says nothing.
  int code = 0;
  commit_result result;
};

application apply(write_view& view, const change_set& set);

// Writes the pending high-water time. Returns LMDB's error or 0.
int write_time(write_view& view);

// Whether the set adds data (and so is refused when room is short), rather than only removing some.
bool grows(const change_set& set);

}  // namespace atrium::storage
