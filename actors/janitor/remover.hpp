// Erases all that a removed tenant has (tenants.remove), a slice at a time. It takes the place of
// the tenant's router, so it also answers whoever got through before nobody could.
//
// Invariants
//  1. It begins when the router before it, all its accounts, and what they had sent to the
//  committer
//     have come to their end: nobody writes for the tenant while it erases.
//  2. At most one change set is under way. What is left is read from the store (removal.hpp), so
//     whoever replaces it, also after a crash, goes on.
//  3. The tenant leaves the node's list when its last row is gone; its name is free then.
#pragma once

#include <caf/event_based_actor.hpp>

#include "actors/contracts.hpp"
#include "actors/router/census.hpp"

namespace atrium::actors {

class node;

class remover_actor : public caf::event_based_actor {
 public:
  // As a router's.
  remover_actor(caf::actor_config& config, actors::node& shared, tenant_cell_ptr tenant,
                std::shared_ptr<census> counted_in, std::shared_ptr<census> predecessors);
  caf::behavior make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "remover"; }

 private:
  void begin_behind_commits();
  void erase_some();
  void try_again_later(const std::string& why);

  actors::node& node_;
  const tenant_cell_ptr tenant_;
  std::shared_ptr<census> counted_in_;
  std::shared_ptr<census> predecessors_;
};

}  // namespace atrium::actors
