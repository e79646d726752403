#include "storage/lmdb_writer.hpp"

#include <algorithm>

namespace atrium::storage {

namespace {

using kind = commit_result::kind;

void take_over(numbers& known, const numbers& pending) {
  for (const auto& [tenant, seq] : pending.last_seq) known.last_seq[tenant] = seq;
  for (const auto& [slot, next] : pending.next) known.next[slot] = next;
  known.newest_time_ms = std::max(known.newest_time_ms, pending.newest_time_ms);
}

}  // namespace

lmdb_writer::lmdb_writer(store::parts& of) : of_(of), room_(of) {
  known_.newest_time_ms = of.high_water_ms;
}

std::vector<commit_result> lmdb_writer::commit(std::span<const change_set* const> batch) {
  std::vector<commit_result> results(batch.size());
  if (batch.empty() || of_.broken) return results;
  switch (attempt(batch, results)) {
    case ending::settled:
      break;
    case ending::aborted:
      one_by_one(batch, results);
      break;
    case ending::lost:
      std::ranges::fill(results, commit_result{.what = kind::failed});
      break;
    case ending::unknown:
      std::ranges::fill(results, commit_result{.what = kind::unknown});
      break;
  }
  note_fullness(batch, results);
  return results;
}

// So that only those which need the missing room, or meet the damaged page, are refused.
void lmdb_writer::one_by_one(std::span<const change_set* const> batch,
                             std::span<commit_result> results) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    switch (attempt(batch.subspan(i, 1), results.subspan(i, 1))) {
      case ending::settled:
        break;
      case ending::aborted:
        results[i] = {.what = room_.caused(code_) ? kind::storage_full : kind::failed};
        break;
      case ending::lost:
        results[i] = {.what = kind::failed};
        break;
      case ending::unknown:
        results[i] = {.what = kind::unknown};
        break;
    }
  }
}

lmdb_writer::ending lmdb_writer::attempt(std::span<const change_set* const> batch,
                                         std::span<commit_result> results) {
  if (of_.broken) return ending::lost;
  const bool is_short = room_.is_short();
  auto transaction = lmdb::begin(of_.environment.get(), 0, code_);
  if (!transaction) return end_of(code_);
  numbers pending;
  write_view view{transaction.get(), of_.tables, known_, pending};
  bool any = false;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (is_short && grows(*batch[i]) && !batch[i]->may_use_reserve) {
      results[i] = {.what = kind::storage_full};
      continue;
    }
    const application done = apply(view, *batch[i]);
    if (done.code) return code_ = done.code, ending::aborted;
    results[i] = done.result;
    any = any || done.result.what == kind::committed;
  }
  if (!any) return ending::settled;
  if ((code_ = write_time(view))) return ending::aborted;
  return finish(std::move(transaction), std::move(pending));
}

lmdb_writer::ending lmdb_writer::finish(lmdb::transaction transaction, numbers pending) {
  const std::uint64_t number = mdb_txn_id(transaction.get());
  code_ = mdb_txn_commit(transaction.release());
  if (code_) return end_of(code_);
  take_over(known_, pending);
  of_.high_water_ms.store(known_.newest_time_ms, std::memory_order_relaxed);
  of_.last_committed.store(number, std::memory_order_release);
  return ending::settled;
}

// The meta page is written last, and LMDB goes into a panic if that fails: whether it is in one
// tells a commit that certainly did not happen from one that may have.
lmdb_writer::ending lmdb_writer::end_of(int code) {
  int probe = 0;
  lmdb::begin(of_.environment.get(), MDB_RDONLY, probe);
  if (probe == MDB_PANIC || code == MDB_PANIC) {
    of_.broken = true;
    return ending::unknown;
  }
  return room_.caused(code) ? ending::aborted : ending::lost;
}

void lmdb_writer::note_fullness(std::span<const change_set* const> batch,
                                std::span<const commit_result> results) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (results[i].what == kind::storage_full) of_.full = true;
    if (results[i].what == kind::committed && grows(*batch[i]) && !batch[i]->may_use_reserve)
      of_.full = false;
  }
}

}  // namespace atrium::storage
