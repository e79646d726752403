// CAF prints unexpected messages to stdout and turns exceptions into silent deaths; this says both
// in the log.
#pragma once

#include <caf/event_based_actor.hpp>

namespace atrium::actors {

// Logs and drops messages an actor does not know; logs an exception that ends it; ignores the end
// of others unless a down handler is set afterwards.
void keep_quiet(caf::event_based_actor& self);

}  // namespace atrium::actors
