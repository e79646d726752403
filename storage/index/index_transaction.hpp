// A write transaction of the index. Private to storage/index/.
#pragma once

#include "storage/index/index_parts.hpp"

namespace atrium::storage {

// Runs `write` in a transaction of its own and commits it.
struct index_transaction {
  list_index::parts& of;

  template <class Write>
  outcome<nothing> run(Write&& write) {
    int code = 0;
    auto transaction = lmdb::begin(of.environment.get(), 0, code);
    if (!transaction) return failed(code);
    const std::uint64_t number = mdb_txn_id(transaction.get());
    if ((code = write(index_tables{transaction.get(), of.handles}))) return failed(code);
    if ((code = mdb_txn_commit(transaction.release()))) return failed(code);
    of.last_committed.store(number, std::memory_order_release);
    return nothing{};
  }

  // What was aborted did not happen; but where LMDB is in a panic, or found its own pages wrong,
  // the next start begins anew.
  outcome<nothing> failed(int code) {
    int probe = 0;
    lmdb::begin(of.environment.get(), MDB_RDONLY, probe);
    const bool wrong = code == MDB_CORRUPTED || code == MDB_PAGE_NOTFOUND || code == MDB_INVALID;
    if (wrong || code == MDB_PANIC || probe == MDB_PANIC) of.in_doubt = true;
    return lmdb::failure("write the index", code);
  }
};

}  // namespace atrium::storage
