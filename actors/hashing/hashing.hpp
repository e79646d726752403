// The hashing pool (security.md 5, 6): password hashes are made and checked by detached workers,
// never on a scheduler or I/O thread.
//
// Invariants
//  1. At most `hashing.queue_max` wait; one more is refused at once. None waits longer than
//  `hashing.deadline_ms`.
//  2. Tenants take turns.
//  3. Every job is told its outcome exactly once (hash_job's destructor).
#pragma once

#include "actors/contracts.hpp"
#include "actors/pool.hpp"

namespace atrium::actors {

// Makes one hash at a time.
class hashing_worker : public pool_worker<hash> {
 public:
  using pool_worker::pool_worker;
  const char* name() const override { return "hashing worker"; }

 private:
  void work(const hash& wanted) override;
};

class hashing_actor : public pool_actor<hashing_worker, hash> {
 public:
  using pool_actor::pool_actor;
  caf::behavior make_behavior() override;
  const char* name() const override { return "hashing"; }

 private:
  void take_in(const hash& wanted);
  void drop_late();
  void count_waiting();
};

}  // namespace atrium::actors
