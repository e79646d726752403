#include "storage/snapshot.hpp"

#include <algorithm>
#include <cassert>
#include <string>

#include "storage/checksum.hpp"
#include "storage/readable.hpp"
#include "storage/steady_clock.hpp"
#include "storage/store_parts.hpp"

namespace atrium::storage {

struct snapshot::parts {
  explicit parts(store::parts& whose) : of(whose) {}

  store::parts& of;
  lmdb::transaction transaction;  // begun at the first renew; reset, not ended, by release
  bool live = false;
  std::uint64_t sees = 0;
  std::atomic<std::int64_t> began_ms{0};

  MDB_dbi handle(table where) const { return of.tables[static_cast<std::size_t>(where)]; }
};

namespace {

error damaged(table where, std::string_view key) {
  return refusal(errc::internal, "the checksum is wrong in " + std::string(name_of(where)) +
                                     " at " + readable_key(where, key) + " (" + hex(key) + ")");
}

outcome<std::optional<row>> checked(table where, const MDB_val& key, const MDB_val& value) {
  const std::string_view found = lmdb::to_bytes(key);
  const auto whole = read_checked(found, lmdb::to_bytes(value));
  if (!whole) return damaged(where, found);
  return std::optional(row{found, *whole});
}

// The least key that is greater than all that start with `prefix`; empty if there is none.
std::string after_all_with(std::string_view prefix) {
  std::string after(prefix);
  while (!after.empty() && after.back() == '\xff') after.pop_back();
  if (!after.empty()) after.back() = static_cast<char>(after.back() + 1);
  return after;
}

int move_to(MDB_cursor* at, std::string_view from, MDB_val& key, MDB_val& value) {
  key = lmdb::to_value(from);
  return mdb_cursor_get(at, &key, &value, from.empty() ? MDB_FIRST : MDB_SET_RANGE);
}

outcome<lmdb::cursor> open_cursor(MDB_txn* in, MDB_dbi handle) {
  MDB_cursor* raw = nullptr;
  if (int code = mdb_cursor_open(in, handle, &raw)) return lmdb::failure("open a cursor", code);
  return lmdb::cursor(raw);
}

}  // namespace

snapshot::snapshot(const store& of) : inside_(std::make_unique<parts>(of.inside())) {
  const std::lock_guard guard(inside_->of.snapshots_lock);
  inside_->of.snapshots.push_back(&inside_->began_ms);
}

snapshot::~snapshot() {
  const std::lock_guard guard(inside_->of.snapshots_lock);
  std::erase(inside_->of.snapshots, &inside_->began_ms);
}

outcome<nothing> snapshot::renew() {
  parts& in = *inside_;
  if (in.of.broken.load(std::memory_order_relaxed))
    return refusal(errc::internal, "the store is broken: restart the process");
  if (in.live && in.sees == in.of.last_committed.load(std::memory_order_acquire)) {
    in.began_ms.store(coarse_now_ms(), std::memory_order_relaxed);
    return nothing{};
  }
  const int code = lmdb::renew(in.transaction, in.live, in.of.environment.get());
  in.live = code == 0;
  in.began_ms.store(in.live ? coarse_now_ms() : 0, std::memory_order_relaxed);
  if (code) return lmdb::failure("begin a read", code);
  in.sees = mdb_txn_id(in.transaction.get());
  return nothing{};
}

void snapshot::release() {
  if (inside_->live) mdb_txn_reset(inside_->transaction.get());
  inside_->live = false;
  inside_->began_ms.store(0, std::memory_order_relaxed);
}

std::uint64_t snapshot::transaction() const { return inside_->live ? inside_->sees : 0; }

outcome<std::optional<std::string_view>> snapshot::get(table where, std::string_view key) const {
  assert(inside_->live);
  MDB_val at = lmdb::to_value(key);
  MDB_val value;
  const int code = mdb_get(inside_->transaction.get(), inside_->handle(where), &at, &value);
  // A key that LMDB cannot hold (empty or too long) is not there.
  if (code == MDB_NOTFOUND || code == MDB_BAD_VALSIZE) return std::optional<std::string_view>{};
  if (code) return lmdb::failure("read " + std::string(name_of(where)), code);
  const auto whole = read_checked(key, lmdb::to_bytes(value));
  if (!whole) return damaged(where, key);
  return whole;
}

outcome<std::optional<row>> snapshot::first_at_or_after(table where, std::string_view from,
                                                        std::string_view prefix) const {
  assert(inside_->live);
  const auto at = open_cursor(inside_->transaction.get(), inside_->handle(where));
  if (!at) return at.failure();
  MDB_val key, value;
  const int code = move_to(at->get(), std::max(from, prefix), key, value);
  if (code == MDB_NOTFOUND) return std::optional<row>{};
  if (code) return lmdb::failure("read " + std::string(name_of(where)), code);
  if (!lmdb::to_bytes(key).starts_with(prefix)) return std::optional<row>{};
  return checked(where, key, value);
}

outcome<std::optional<row>> snapshot::last_with(table where, std::string_view prefix) const {
  return last_before(where, after_all_with(prefix), prefix);
}

// An empty `before` lies behind all keys.
outcome<std::optional<row>> snapshot::last_before(table where, std::string_view before,
                                                  std::string_view prefix) const {
  assert(inside_->live);
  const auto at = open_cursor(inside_->transaction.get(), inside_->handle(where));
  if (!at) return at.failure();
  MDB_val key, value;
  int code = before.empty() ? MDB_NOTFOUND : move_to(at->get(), before, key, value);
  if (code == 0 || code == MDB_NOTFOUND)
    code = mdb_cursor_get(at->get(), &key, &value, code == 0 ? MDB_PREV : MDB_LAST);
  if (code == MDB_NOTFOUND) return std::optional<row>{};
  if (code) return lmdb::failure("read " + std::string(name_of(where)), code);
  if (!lmdb::to_bytes(key).starts_with(prefix)) return std::optional<row>{};
  return checked(where, key, value);
}

outcome<nothing> snapshot::scan_rows(table where, std::string_view from, std::string_view prefix,
                                     std::size_t limit, visit_row visit, void* with) const {
  assert(inside_->live);
  const auto at = open_cursor(inside_->transaction.get(), inside_->handle(where));
  if (!at) return at.failure();
  MDB_val key, value;
  int code = limit == 0 ? MDB_NOTFOUND : move_to(at->get(), std::max(from, prefix), key, value);
  for (; code == 0; code = mdb_cursor_get(at->get(), &key, &value, MDB_NEXT)) {
    if (!lmdb::to_bytes(key).starts_with(prefix)) return nothing{};
    const auto found = checked(where, key, value);
    if (!found) return found.failure();
    if (!visit(with, **found) || --limit == 0) return nothing{};
  }
  if (code != MDB_NOTFOUND) return lmdb::failure("read " + std::string(name_of(where)), code);
  return nothing{};
}

}  // namespace atrium::storage
