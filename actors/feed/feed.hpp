// Wakes calls that wait for a journal number: changes.read with wait_ms, reads and lists with
// min_seq.
//
// Invariant: whoever waits is woken exactly once, when the number is durable (and listed) or his
// time is up, whichever comes first.
#pragma once

#include <caf/event_based_actor.hpp>
#include <vector>

#include "actors/contracts.hpp"

namespace atrium::actors {

class node;

class feed_actor : public caf::event_based_actor {
 public:
  feed_actor(caf::actor_config& config, actors::node& shared);
  caf::behavior make_behavior() override;
  void on_exit() override;  // a pending tick would keep those who wait
  const char* name() const override { return "feed"; }

 private:
  void wake_all_due();

  actors::node& node_;
  std::vector<std::shared_ptr<const parked_call>> waiting_;
};

}  // namespace atrium::actors
