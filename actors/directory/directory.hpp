// The list of tenants: makes new ones and keeps every tenant's actors alive.
//
// Invariants
//  1. Tenants are made one at a time; a name is unique because the commit says so.
//  2. Every tenant in the store has a live tenant actor and a live router, or, while it is being
//     removed, a live remover; a dead one is replaced and reads the store.
#pragma once

#include <unordered_map>

#include "actors/tenant/serial_actor.hpp"

namespace atrium::actors {

class directory_actor : public serial_actor {
 public:
  directory_actor(caf::actor_config& config, actors::node& shared);
  const char* name() const override { return "directory"; }
  void on_exit() override;

 private:
  void begin() override;
  decided_tenant decided(const call& what, const tenant_context& in) override;
  void take_over(tenant_view_ptr after, std::uint64_t seq) override;
  void catch_up() override;
  // The journal of a tenant that is being made is nobody's yet.
  tenant_cell_ptr journal_of() const override { return nullptr; }

  outcome<tenant_number> next_number() const;
  void spawn_actors(const tenant_cell_ptr& tenant);
  void spawn_tenant(const tenant_cell_ptr& tenant);
  void spawn_router(const tenant_cell_ptr& tenant);
  void let_go(tenant_number tenant);

  std::unordered_map<caf::actor_id, tenant_number> tenant_of_;  // of both actors
};

}  // namespace atrium::actors
