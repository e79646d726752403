#include "storage/store.hpp"

#include <algorithm>
#include <cassert>
#include <system_error>

#include "storage/lmdb_writer.hpp"
#include "storage/meta.hpp"
#include "storage/snapshot.hpp"
#include "storage/steady_clock.hpp"
#include "storage/store_parts.hpp"
#include "storage/tagged.hpp"
#include "storage/verify.hpp"

namespace atrium::storage {

namespace {

outcome<nothing> check(const store_options& options) {
  if (options.reserve_bytes >= options.map_bytes / 2)
    return refusal(errc::bad_request, "reserve_bytes must be less than half of map_bytes");
  return nothing{};
}

// Makes the tables that a store of an earlier daemon does not have yet; writes nothing otherwise.
outcome<nothing> add_missing_tables(MDB_env* to) {
  int code = 0;
  auto transaction = lmdb::begin(to, 0, code);
  if (!transaction) return lmdb::failure("begin a write", code);
  if (auto made = lmdb::open_tables(transaction.get(), table_names, true); !made)
    return made.failure();
  if ((code = mdb_txn_commit(transaction.release()))) return lmdb::failure("make tables", code);
  return nothing{};
}

}  // namespace

outcome<nothing> store::parts::open_tables() {
  int code = 0;
  auto transaction = lmdb::begin(environment.get(), MDB_RDONLY, code);
  if (!transaction) return lmdb::failure("begin a read", code);
  const auto opened = lmdb::open_tables(transaction.get(), table_names, false);
  if (!opened) return opened.failure();
  tables = *opened;
  last_committed = mdb_txn_id(transaction.get());
  // Committing, not aborting, is what keeps the handles.
  if ((code = mdb_txn_commit(transaction.release()))) return lmdb::failure("open the tables", code);
  return nothing{};
}

outcome<std::unique_ptr<store>> store::parts::open_environment(const std::filesystem::path& folder,
                                                               const store_options& options,
                                                               unsigned lmdb_flags) {
  auto opened = lmdb::open_environment(folder, options, lmdb_flags);
  if (!opened) return opened.failure();
  auto inside = std::make_unique<parts>();
  inside->folder = folder;
  inside->options = options;
  inside->environment = std::move(*opened);
  if (!(lmdb_flags & MDB_RDONLY))
    if (auto added = add_missing_tables(inside->environment.get()); !added) return added.failure();
  if (auto tables = inside->open_tables(); !tables) return tables.failure();
  return std::unique_ptr<store>(new store(std::move(inside)));
}

outcome<nothing> read_meta(const store& of, store::parts& inside) {
  snapshot now(of);
  if (auto begun = now.renew(); !begun) return begun;
  const auto format = now.get(table::meta, format_key);
  if (!format) return format.failure();
  if (auto known = check_format(*format); !known) return known;
  const auto identity = now.get(table::meta, identity_key);
  if (!identity) return identity.failure();
  auto read = read_identity(identity->value_or(""));
  if (!read) return read.failure();
  inside.identity = std::move(*read);
  const auto time = now.get(table::meta, time_key);
  if (!time) return time.failure();
  if (*time) inside.high_water_ms = read_integer_tag(**time, 1).value_or(0);
  return nothing{};
}

store::store(std::unique_ptr<parts> inside) : inside_(std::move(inside)) {}

outcome<std::unique_ptr<store>> store::open(const std::filesystem::path& data,
                                            const store_options& options) {
  if (auto sound = check(options); !sound) return sound.failure();
  auto hold = folder_hold::take(data);
  if (!hold) return hold.failure();
  std::error_code wrong;
  std::filesystem::remove_all(data / unfinished_folder_name, wrong);
  const auto folder = data / store_folder_name;
  if (!std::filesystem::exists(folder / "data.mdb", wrong))
    return refusal(errc::not_found, "there is no store in " + data.string());
  if (!marked_clean(folder)) {
    const auto checked = verify_in_child(folder, options, verify_depth::pages);
    if (!checked) return checked.failure();
    if (checked->broken)
      return refusal(errc::internal,
                     folder.string() + " is damaged: " + describe(*checked->broken));
  }

  auto opened = parts::open_environment(folder, options, 0);
  if (!opened) return opened;
  parts& inside = *(*opened)->inside_;
  inside.hold = std::move(*hold);
  (*opened)->clear_dead_readers();
  if (auto read = read_meta(**opened, inside); !read) return read.failure();
  inside.the_writer = std::make_unique<lmdb_writer>(inside);
  if (auto unmarked = unmark_clean(folder); !unmarked) return unmarked.failure();
  return opened;
}

store::~store() {
  const bool in_order = inside_->the_writer != nullptr && !inside_->broken;
  assert(inside_->snapshots.empty());
  inside_->the_writer.reset();
  inside_->environment.reset();
  // Where the marker cannot be written, the next start verifies; nothing is lost.
  if (in_order) static_cast<void>(mark_clean(inside_->folder));
}

const store_identity& store::identity() const { return inside_->identity; }
writer& store::the_writer() { return *inside_->the_writer; }
std::int64_t store::high_water_time_ms() const { return inside_->high_water_ms; }
bool store::broken() const { return inside_->broken; }

int store::clear_dead_readers() {
  int dead = 0;
  mdb_reader_check(inside_->environment.get(), &dead);
  return dead;
}

std::int64_t store::oldest_snapshot_ms() const {
  const std::int64_t now = coarse_now_ms();
  std::int64_t oldest = now;
  const std::lock_guard guard(inside_->snapshots_lock);
  for (const auto* began : inside_->snapshots)
    if (const auto at = began->load(std::memory_order_relaxed); at != 0)
      oldest = std::min(oldest, at);
  return now - oldest;
}

store::figures store::measure() const {
  MDB_envinfo environment{};
  MDB_stat pages{};
  mdb_env_info(inside_->environment.get(), &environment);
  mdb_env_stat(inside_->environment.get(), &pages);
  return {.map_bytes = environment.me_mapsize,
          .used_bytes = (environment.me_last_pgno + 1) * pages.ms_psize,
          .free_disk_bytes = free_disk_bytes(inside_->folder),
          .last_transaction = environment.me_last_txnid,
          .readers = environment.me_numreaders,
          .full = inside_->full};
}

}  // namespace atrium::storage
