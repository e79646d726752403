// The janitor: erases what retention no longer allows, a slice at a time, behind everybody else's
// commits.
//
// Invariant: at most one of its change sets is under way; it begins a round each minute and rests
// between slices only for its commits.
#pragma once

#include <caf/event_based_actor.hpp>
#include <vector>

#include "actors/contracts.hpp"
#include "actors/janitor/retention.hpp"

namespace atrium::actors {

class node;

class janitor_actor : public caf::event_based_actor {
 public:
  janitor_actor(caf::actor_config& config, actors::node& shared);
  caf::behavior make_behavior() override;
  const char* name() const override { return "janitor"; }

 private:
  void begin_round();
  void go_on();
  // Commits the step if it erases anything; true if an outcome will come.
  bool carry_out(retention_step step);

  actors::node& node_;
  bool in_round_ = false;
  bool retries_done_ = false;
  std::string next_retry_;
  std::vector<tenant_cell_ptr> journals_left_;
  int history_slices_left_ = 0;
  std::string next_history_;
};

}  // namespace atrium::actors
