// LMDB's handles as values that close themselves. Private to storage/: no other folder sees lmdb.h.
#pragma once

#include <lmdb.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string_view>

#include "protocol/outcome.hpp"
#include "storage/store.hpp"
#include "storage/tables.hpp"

namespace atrium::storage::lmdb {

inline MDB_val to_value(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};
}

inline std::string_view to_bytes(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

struct close_environment {
  void operator()(MDB_env* of) const { mdb_env_close(of); }
};
using environment = std::unique_ptr<MDB_env, close_environment>;

struct abort_transaction {
  void operator()(MDB_txn* of) const { mdb_txn_abort(of); }
};
// Aborts unless released to mdb_txn_commit.
using transaction = std::unique_ptr<MDB_txn, abort_transaction>;

struct close_cursor {
  void operator()(MDB_cursor* of) const { mdb_cursor_close(of); }
};
using cursor = std::unique_ptr<MDB_cursor, close_cursor>;

using table_handles = std::array<MDB_dbi, table_names.size()>;

// "cannot <what>: <LMDB's or the system's words>", as `internal`.
error failure(std::string_view what, int code);

// Opens the environment in `folder` with MDB_NOTLS and `more_flags`.
outcome<environment> open_environment(const std::filesystem::path& folder,
                                      const store_options& options, unsigned more_flags);

// nullptr and `code` on failure.
transaction begin(MDB_env* in, unsigned flags, int& code);

// Begins the read transaction, or begins it anew: it sees what is committed by now. `live`: it was
// begun and not reset since.
int renew(transaction& read, bool live, MDB_env* in);

outcome<MDB_dbi> open_table(MDB_txn* in, std::string_view name, bool create);

template <std::size_t count>
outcome<std::array<MDB_dbi, count>> open_tables(MDB_txn* in,
                                                const std::array<std::string_view, count>& names,
                                                bool create) {
  std::array<MDB_dbi, count> handles{};
  for (std::size_t i = 0; i < count; ++i) {
    const auto opened = open_table(in, names[i], create);
    if (!opened) return opened.failure();
    handles[i] = *opened;
  }
  return handles;
}

// The pages that LMDB's list of free pages holds, as `in` (a read transaction) sees it.
outcome<std::uint64_t> count_free_pages(MDB_txn* in);

}  // namespace atrium::storage::lmdb
