// One tenant: decides commands on its settings, realms, sites and clients, one at a time.
//
// Invariants
//  1. The next command is decided only when the one before is durable, or known to have come to
//  nothing.
//  2. The new view is published after the flush and before the answer: the very next call of
//  anybody sees it.
#pragma once

#include <caf/event_based_actor.hpp>
#include <deque>

#include "actors/contracts.hpp"
#include "actors/tenant/decide.hpp"

namespace atrium::actors {

class node;

class tenant_actor : public caf::event_based_actor {
 public:
  // One that `replaces` another reads again from the store what that may have left behind.
  tenant_actor(caf::actor_config& config, actors::node& shared, tenant_cell_ptr tenant,
               bool replaces);
  caf::behavior make_behavior() override;
  const char* name() const override { return "tenant"; }

 private:
  void advance();
  void catch_up();
  void finish(const storage::commit_result& result);

  actors::node& node_;
  const tenant_cell_ptr tenant_;
  bool catching_up_;  // with what a predecessor may have committed
  std::deque<call_ptr> waiting_;
  call_ptr committing_;
  tenant_decision decided_;  // what `committing_` came to
};

}  // namespace atrium::actors
