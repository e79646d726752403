#include "storage/lmdb_writer.hpp"

#include <algorithm>

#include "storage/steady_clock.hpp"

namespace atrium::storage {

namespace {

using kind = commit_result::kind;

void take_over(numbers& known, const numbers& pending) {
  for (const auto& [tenant, seq] : pending.last_seq) known.last_seq[tenant] = seq;
  for (const auto& [tenant, number] : pending.last_audit) known.last_audit[tenant] = number;
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
  const ending together = attempt(batch, results);
  if (together == ending::aborted) {
    // One by one, so that only those which need the missing room, or meet the damaged page, are
    // refused.
    for (std::size_t i = 0; i < batch.size(); ++i)
      commit_alone(batch.subspan(i, 1), std::span(results).subspan(i, 1));
  } else if (together != ending::settled) {
    std::ranges::fill(results, refusal_for(together));
  }
  note_fullness(batch, results);
  return results;
}

void lmdb_writer::commit_alone(std::span<const change_set* const> one,
                               std::span<commit_result> result) {
  ending how = attempt(one, result);
  if (how == ending::aborted && code_ == MDB_MAP_FULL && age_free_pages())
    how = attempt(one, result);
  if (how != ending::settled) result[0] = refusal_for(how);
}

commit_result lmdb_writer::refusal_for(ending how) const {
  if (how == ending::unknown) return {.what = kind::unknown};
  const bool full = how == ending::aborted && room_.caused(code_);
  return {.what = full ? kind::storage_full : kind::failed};
}

// LMDB reuses the pages that a transaction freed in the second one after it. Where the map is full
// no other would come, so this one writes next to nothing. Each costs a flush, hence the pause.
bool lmdb_writer::age_free_pages() {
  const std::int64_t now = coarse_now_ms();
  if (aged_at_ms_ && now - *aged_at_ms_ < of_.options.room_look_every_ms) return false;
  aged_at_ms_ = now;
  auto transaction = lmdb::begin(of_.environment.get(), 0, code_);
  if (!transaction) return false;
  numbers pending;
  pending.newest_time_ms = known_.newest_time_ms;
  write_view view{transaction.get(), of_.tables, known_, pending};
  return (code_ = write_time(view)) == 0 &&
         finish(std::move(transaction), pending) == ending::settled;
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
  if (pending.newest_time_ms > known_.newest_time_ms && (code_ = write_time(view)))
    return ending::aborted;
  return finish(std::move(transaction), pending);
}

lmdb_writer::ending lmdb_writer::finish(lmdb::transaction transaction, const numbers& pending) {
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
