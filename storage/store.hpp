// A store: one LMDB environment. Open it once in a process; take snapshots from any thread; one
// writer.
//
// Threads: `open`, `create` and the destructor from one thread. `snapshot`s are independent of each
// other and belong to one thread at a time. The writer belongs to one thread. All other members may
// be called from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "protocol/outcome.hpp"
#include "storage/writer.hpp"

namespace atrium::storage {

struct store_options {
  std::uint64_t map_bytes = std::uint64_t{256} << 30;  // set once, large: address space, not disk
  unsigned readers_max = 512;                          // live snapshots; also those of `verify`
  // Kept free on disk and in the map for commands that make room; less than half of map_bytes.
  std::uint64_t reserve_bytes = 64 << 20;
  // How often a commit looks at the room that is left: so late it may notice that room has gone or
  // come back.
  std::int64_t room_look_every_ms = 100;
};

struct store_identity {
  std::string id;
  std::int64_t made_at_ms = 0;
  std::string operator_key_hash;  // SHA-256, 32 bytes
};

class snapshot;

class store {
 public:
  // Makes DIR (mode 0700, if it is not there) and DIR/store, safe against a crash at any point;
  // refuses if there is a store. Does not write operator.key.
  static outcome<nothing> create(const std::filesystem::path& data, const store_identity& identity,
                                 const store_options& options);

  // Opens DIR/store. After an unclean stop it is verified in a forked child first
  // (storage/verify.hpp) and refused, with words that name what is broken, if anything is. Refuses
  // while another process, or another store of this one, holds DIR. Call before the process starts
  // threads.
  static outcome<std::unique_ptr<store>> open(const std::filesystem::path& data,
                                              const store_options& options);

  // Closes in order and leaves the `clean` marker, unless the store is broken. All snapshots must
  // be gone.
  ~store();
  store(const store&) = delete;
  store& operator=(const store&) = delete;

  const store_identity& identity() const;
  writer& the_writer();

  // The highest time that any commit has recorded (for clocks that went back): exact, not behind by
  // a step. What counts as a time is said at writer::commit.
  std::int64_t high_water_time_ms() const;

  // A flush of the meta page failed, so nobody knows what is on disk: from here on every commit
  // fails and no snapshot can be renewed. The one way out is to end the process and open the store
  // again, which verifies it.
  bool broken() const;

  // Clears slots of readers that died; call it each minute. Returns how many.
  int clear_dead_readers();

  // How long the oldest live snapshot has been seeing the same commit, within 10 ms; 0 if none is
  // live. Raise an alarm at 1 s: pages that it can see are not reused and the file grows.
  std::int64_t oldest_snapshot_ms() const;

  struct figures {
    std::uint64_t map_bytes;
    std::uint64_t used_bytes;  // the file up to its last page in use; free pages inside it count
    std::uint64_t free_disk_bytes;
    std::uint64_t last_transaction;
    unsigned readers;  // reader slots ever used at the same time
    bool full;         // the last growing write was refused for want of room
  };
  figures measure() const;

  // For storage/ only; complete in storage/store_parts.hpp.
  struct parts;
  parts& inside() const { return *inside_; }

 private:
  explicit store(std::unique_ptr<parts> inside);
  std::unique_ptr<parts> inside_;
};

}  // namespace atrium::storage
