// What a store is made of. Private to storage/.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "storage/data_folder.hpp"
#include "storage/lmdb_handles.hpp"
#include "storage/store.hpp"

namespace atrium::storage {

struct store::parts {
  // Constant after `open`.
  std::filesystem::path folder;  // DIR/store
  store_options options;
  std::optional<folder_hold> hold;  // not in the child that verifies: its parent holds the folder
  lmdb::environment environment;
  lmdb::table_handles tables{};
  store_identity identity;
  std::unique_ptr<writer> the_writer;

  // Written by the writer's thread alone, after a commit and before its results are handed out. A
  // snapshot that sees `last_committed` already need not be begun anew.
  alignas(64) std::atomic<std::uint64_t> last_committed{0};
  std::atomic<std::int64_t> high_water_ms{0};
  std::atomic<bool> full{false};
  std::atomic<bool> broken{false};

  // When each snapshot began to see what it sees (coarse_now_ms; 0 while it sees nothing).
  alignas(64) mutable std::mutex snapshots_lock;
  std::vector<const std::atomic<std::int64_t>*> snapshots;  // protected by snapshots_lock

  // Opens the environment in `folder` (DIR/store) and its tables, without a writer and without a
  // look at the marker.
  static outcome<std::unique_ptr<store>> open_environment(const std::filesystem::path& folder,
                                                          const store_options& options,
                                                          unsigned lmdb_flags);
  outcome<nothing> open_tables();
};

// Refuses a store of another format; fills in `inside` what the meta table says.
outcome<nothing> read_meta(const store& of, store::parts& inside);

}  // namespace atrium::storage
