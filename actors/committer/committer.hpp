// The committer: makes change sets durable, all that wait in one transaction with one flush.
//
// Invariants
//  1. Whose change is durable is answered. Every job is told its outcome exactly once, also when
//     this actor dies with it (commit_job's destructor).
//  2. Jobs of one tenant are committed in the order of their arrival.
//  3. When more waits than fits into a batch, tenants take turns.
//  4. A commit waits for more only while those whom the last one answered may come back: at most
//     storage.gather_percent of that commit's time, and only if that has paid before. Callers that
//     wait for their answers would else fall into two groups that take turns, each commit with half
//     of them.
//  5. A tenant's journal number is advanced after the flush and before the outcome is told:
//     who hears of his write can read it.
#pragma once

#include <caf/event_based_actor.hpp>
#include <deque>
#include <map>

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
  bool worth_gathering() const;
  void gather();

  actors::node& node_;
  std::map<tenant_number, std::deque<std::shared_ptr<commit_job>>> waiting_;
  tenant_number last_turn_;
  std::size_t waiting_count_ = 0;
  bool flush_sent_ = false;

  // Of gathering.
  bool gathering_ = false;
  std::uint64_t round_ = 0;
  std::int64_t told_at_us_ = 0;  // the outcomes of the last commit
  std::int64_t pause_us_ = 0;    // the longest wait from then on
  std::size_t last_batch_ = 0;
  std::size_t hoped_for_ = 0;    // as many wait if all who were answered come back
  std::size_t found_first_ = 0;  // waiting when gathering began
  int fruitless_ = 0;            // commits for which gathering is not tried again
};

}  // namespace atrium::actors
