// The pool of lists: they are made by detached workers of low priority, never on a scheduler or I/O
// thread, so that nobody who reads one record waits for somebody who looks through a million.
//
// Invariants
//  1. At most `scans.queue_max` lists, and `scans.per_tenant_max` of one tenant, are made or wait
//  for it: they are counted before they are sent here.
//  2. Tenants take turns.
//  3. No page works longer than `scans.work_max`.
//  4. Who lists again and again slows others little: list makers who have to wait for the processor
//  while others are served rest after each list (actors/scans/rest.hpp).
#pragma once

#include <optional>

#include "actors/contracts.hpp"
#include "actors/pool.hpp"
#include "config/processor_use.hpp"
#include "storage/index/index_snapshot.hpp"

namespace atrium::actors {

// Makes one list at a time.
class scan_worker : public pool_worker<make_list> {
 public:
  scan_worker(caf::actor_config& config, actors::node& shared, caf::actor pool);
  caf::behavior make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "scan worker"; }

 private:
  void work(const make_list& wanted) override;
  void make(scan_job& job);
  void rest();
  void look();

  std::optional<storage::index_snapshot> index_;  // until the worker ends
  // Of a worker with a thread of its own.
  std::optional<config::processor_meter> meter_;
  // When he last looked: after a list, after a rest, when he began.
  std::optional<config::processor_use> used_;
  std::int64_t others_answered_ = 0;
};

class scans_actor : public pool_actor<scan_worker, make_list> {
 public:
  using pool_actor::pool_actor;
  caf::behavior make_behavior() override;
  const char* name() const override { return "scans"; }
};

}  // namespace atrium::actors
