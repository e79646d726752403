// The list of tenants: makes new ones and keeps every tenant's actors alive.
//
// Invariants
//  1. Tenants are made one at a time; a name is unique because the commit says so.
//  2. Every tenant in the store has a live tenant actor and a live router; a dead one is replaced
//  and reads the store.
#pragma once

#include <caf/event_based_actor.hpp>
#include <deque>
#include <unordered_map>

#include "actors/contracts.hpp"
#include "actors/tenant/decide.hpp"

namespace atrium::actors {

class node;

class directory_actor : public caf::event_based_actor {
 public:
  directory_actor(caf::actor_config& config, actors::node& shared);
  caf::behavior make_behavior() override;
  const char* name() const override { return "directory"; }
  void on_exit() override;

 private:
  void advance();
  void catch_up();
  void finish(const storage::commit_result& result);
  outcome<tenant_number> next_number() const;
  void spawn_tenant(const tenant_cell_ptr& tenant);
  void spawn_router(const tenant_cell_ptr& tenant);

  actors::node& node_;
  std::deque<call_ptr> waiting_;
  bool catching_up_ = true;  // with what a predecessor may have committed
  call_ptr committing_;
  tenant_decision decided_;
  std::unordered_map<caf::actor_id, tenant_number> tenant_of_;  // of both actors
};

}  // namespace atrium::actors
