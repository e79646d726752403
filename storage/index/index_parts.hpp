// What the index is made of. Private to storage/index/.
#pragma once

#include <atomic>
#include <filesystem>

#include "storage/index/index_keys.hpp"
#include "storage/index/list_index.hpp"
#include "storage/lmdb_handles.hpp"

namespace atrium::storage {

// The environment's tables within one transaction.
struct index_tables {
  MDB_txn* in = nullptr;
  std::array<MDB_dbi, index_table_names.size()> handles{};

  MDB_dbi operator[](index_table table) const { return handles[static_cast<std::size_t>(table)]; }

  // nullopt and code 0: there is none. The view is valid until the next write.
  std::optional<std::string_view> get(index_table from, std::string_view key, int& code) const;
  // LMDB's code. Removing what is not there succeeds.
  int put(index_table to, std::string_view key, std::string_view value) const;
  int remove(index_table from, std::string_view key) const;
};

// What is stored in `counts`; nothing: 0.
std::uint64_t read_count(std::optional<std::string_view> stored);

// A cursor over one table. False at the end and on failure, which `code` keeps.
class index_cursor {
 public:
  index_cursor(const index_tables& in, index_table table, int& code);

  bool first_from(std::string_view key);   // the first row at or behind the key
  bool last_before(std::string_view key);  // the last row before it
  bool next() { return move(MDB_NEXT); }
  bool previous() { return move(MDB_PREV); }

  std::string_view key() const { return lmdb::to_bytes(key_); }
  std::string_view value() const { return lmdb::to_bytes(value_); }

 private:
  bool move(MDB_cursor_op how);
  lmdb::cursor at_;
  MDB_val key_{}, value_{};
  int& code_;
};

struct list_index::parts {
  // Constant after `open`.
  std::filesystem::path folder;  // DIR/index
  lmdb::environment environment;
  std::array<MDB_dbi, index_table_names.size()> handles{};

  // Written by the writer's thread, after each commit.
  std::atomic<std::uint64_t> last_committed{0};
  // A flush of LMDB's own page failed: nothing can be read or written any more.
  std::atomic<bool> in_doubt{false};
};

}  // namespace atrium::storage
