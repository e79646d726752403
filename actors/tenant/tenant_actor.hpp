// One tenant: decides commands on its settings, realms, sites and clients (serial_actor.hpp).
#pragma once

#include "actors/tenant/serial_actor.hpp"

namespace atrium::actors {

class tenant_actor : public serial_actor {
 public:
  // One that replaces another, `predecessor`, reads again from the store what that may have left
  // behind, once it has ended; null for the first.
  tenant_actor(caf::actor_config& config, actors::node& shared, tenant_cell_ptr tenant,
               caf::actor predecessor);
  const char* name() const override { return "tenant"; }

 private:
  void begin() override;
  decided_tenant decided(const call& what, const tenant_context& in) override;
  void take_over(tenant_view_ptr after, std::uint64_t seq) override;
  void catch_up() override;
  tenant_cell_ptr journal_of() const override { return tenant_; }

  void publish(tenant_view_ptr view);

  const tenant_cell_ptr tenant_;
  caf::actor predecessor_;
};

}  // namespace atrium::actors
