// The committer: makes change sets durable, all that wait in one transaction with one flush.
//
// Invariants
//  1. Whose change is durable is answered. Every job is told its outcome exactly once, also when
//     this actor dies with it (commit_job's destructor).
//  2. Jobs of one tenant are committed in the order of their arrival.
//  3. When more waits than fits into a batch, tenants take turns.
//  4. A commit waits for more at most storage.gather_percent of the last flush
//     (gathering.hpp).
//  5. A tenant's journal number is advanced after the flush and before the outcome is told:
//     who hears of his write can read it.
//  6. What a commit has put into due queues is noted for the timekeeper after the flush
//     (actors/timekeeper/due_times.hpp).
#pragma once

#include <caf/event_based_actor.hpp>
#include <deque>
#include <map>

#include "actors/committer/gathering.hpp"
#include "actors/contracts.hpp"

namespace atrium::actors {

class node;

class committer_actor : public caf::event_based_actor {
 public:
  committer_actor(caf::actor_config& config, actors::node& shared);
  caf::behavior make_behavior() override;
  const char* name() const override { return "committer"; }

 private:
  void take(std::shared_ptr<commit_job> job);
  std::vector<std::shared_ptr<commit_job>> next_batch();
  void write();
  // Begins to wait for more, if that is worth it.
  bool gather();

  actors::node& node_;
  std::map<tenant_number, std::deque<std::shared_ptr<commit_job>>> waiting_;
  tenant_number last_turn_;
  std::size_t waiting_count_ = 0;
  bool flush_sent_ = false;

  gathering gathering_;
  std::uint64_t round_ = 0;  // of gathering; older ones' ends mean nothing
};

}  // namespace atrium::actors
