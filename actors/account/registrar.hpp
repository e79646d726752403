// Makes a tenant's new accounts: decides each creation on nobody, whom its commit expects. An
// account that is not there yet has nothing else under way, and nobody knows its number; so it
// needs no actor of its own, which for most rows of an import would be made and ended for nothing.
//
// Invariants
//  1. A creation that was refused is answered at once, one that was committed by the committer: it
//     is decided on nothing that is not durable.
//  2. A creation whose commit came to nothing, through no fault of its own, is decided again on the
//     newest view.
#pragma once

#include <caf/event_based_actor.hpp>
#include <unordered_map>

#include "actors/account/deciding.hpp"

namespace atrium::actors {

class census;

class registrar_actor : public caf::event_based_actor {
 public:
  registrar_actor(caf::actor_config& config, actors::node& shared, tenant_cell_ptr tenant,
                  std::shared_ptr<census> counted_in);
  caf::behavior make_behavior() override;
  // Lets go of its calls here and now: through what a call has reserved it knows the router, and
  // the router knows it.
  void on_exit() override;
  const char* name() const override { return "registrar"; }

 private:
  void decide_on(const call_ptr& what);
  void settle(std::uint64_t token, const storage::commit_result& result);

  actors::node& node_;
  const tenant_cell_ptr tenant_;
  std::shared_ptr<census> counted_in_;
  account_state nobody_;  // with the companies that the creation under decision names
  std::uint64_t last_token_ = 0;
  std::unordered_map<std::uint64_t, decided_call> in_flight_;  // by token
};

}  // namespace atrium::actors
