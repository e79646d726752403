// Starts the daemon's own actors and replaces each one that dies. What it replaces reads the store,
// never memory.
#pragma once

#include <caf/event_based_actor.hpp>

#include "actors/contracts.hpp"
#include "actors/wiring.hpp"

namespace atrium::actors {

class node;

class supervisor_actor : public caf::event_based_actor {
 public:
  supervisor_actor(caf::actor_config& config, actors::node& shared);
  caf::behavior make_behavior() override;
  const char* name() const override { return "supervisor"; }

 private:
  void start(caf::actor wiring::*role);

  actors::node& node_;
};

// Reads the tenants from the store, then starts the supervisor and with it all others;
// node::await_serving waits for them. `writer` is the only way to the store's data; `blocking`
// decides whether actors that block get threads of their own.
outcome<nothing> start_actors(node& shared, caf::actor_system& system, storage::writer& writer,
                              spawning blocking);

// Asks all actors to end and lets go of every handle, so that the actor system can end. Call it
// when no call is left (front::drain): one that still waits would hear that its outcome is unknown.
void stop_actors(node& shared);

}  // namespace atrium::actors
