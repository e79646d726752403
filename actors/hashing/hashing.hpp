// The hashing pool (security.md 5, 6): password hashes are made by detached workers, never on a
// scheduler or I/O thread.
//
// Invariants
//  1. At most `hashing.queue_max` wait; one more is refused at once. None waits longer than
//  `hashing.deadline_ms`.
//  2. Tenants take turns.
//  3. Every job is told its outcome exactly once (hash_job's destructor).
#pragma once

#include <caf/event_based_actor.hpp>
#include <deque>
#include <map>

#include "actors/contracts.hpp"

namespace atrium::actors {

class node;

// Makes one hash at a time; asks for the next by worker_free.
class hashing_worker : public caf::event_based_actor {
 public:
  hashing_worker(caf::actor_config& config, actors::node& shared, caf::actor pool);
  caf::behavior make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "hashing worker"; }

 private:
  actors::node& node_;
  caf::actor pool_;
};

class hashing_actor : public caf::event_based_actor {
 public:
  hashing_actor(caf::actor_config& config, actors::node& shared);
  caf::behavior make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "hashing"; }

 private:
  void spawn_worker();
  void take(std::shared_ptr<hash_job> job);
  void hand_out();
  void drop_late();

  actors::node& node_;
  std::map<tenant_number, std::deque<std::shared_ptr<hash_job>>> waiting_;
  std::size_t waiting_count_ = 0;
  tenant_number last_turn_;
  std::vector<caf::actor> workers_;
  std::deque<caf::actor> free_;
};

}  // namespace atrium::actors
