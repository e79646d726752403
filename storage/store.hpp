// A store: one LMDB environment. Open it once in a process; take snapshots from any thread; one writer.
//
// Threads: `open`, `create` and the destructor from one thread. `snapshot`s are independent of each other and belong to one
// thread at a time. The writer belongs to one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "protocol/outcome.hpp"
#include "storage/writer.hpp"

struct MDB_env;

namespace atrium::storage {

struct store_options {
  std::uint64_t map_bytes = std::uint64_t{256} << 30;  // set once, large: address space, not disk
  unsigned readers_max = 512;
  std::uint64_t reserve_bytes = 64 << 20;  // kept free on disk and in the map for commands that make room
};

struct store_identity {
  std::string id;
  std::int64_t made_at_ms = 0;
  std::string operator_key_hash;  // SHA-256, 32 bytes
};

class snapshot;

class store {
 public:
  // Makes DIR/store, safe against a crash at any point; refuses if there is one. Does not write operator.key.
  static outcome<nothing> create(const std::filesystem::path& data, const store_identity& identity,
                                 const store_options& options);

  // Opens DIR/store. After an unclean stop it is verified in a forked child first (storage/verify.hpp). Call before
  // the process starts threads.
  static outcome<std::unique_ptr<store>> open(const std::filesystem::path& data,
                                              const store_options& options);

  // Closes in order: flushes and leaves the `clean` marker. All snapshots must be gone.
  ~store();
  store(const store&) = delete;
  store& operator=(const store&) = delete;

  const store_identity& identity() const;
  writer& the_writer();

  // The highest time that any commit has recorded (for clocks that went back).
  std::int64_t high_water_time_ms() const;

  // Clears slots of readers that died; call it each minute. Returns how many.
  int clear_dead_readers();

  struct figures {
    std::uint64_t map_bytes, used_bytes, free_disk_bytes;
    std::uint64_t last_transaction;
    unsigned readers;
    bool full;  // the last growing write was refused for want of room
  };
  figures measure() const;

 private:
  friend class snapshot;
  struct parts;
  explicit store(std::unique_ptr<parts> inside);
  std::unique_ptr<parts> inside_;
};

}  // namespace atrium::storage
