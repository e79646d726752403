// What a call hears that there is no room for now.
#pragma once

#include "actors/node.hpp"

namespace atrium::actors {

inline error overloaded(const node& shared, error busy = refusal(errc::overloaded)) {
  busy.retry_after_ms = shared.settings().get<"admission.retry_after_ms">();
  return busy;
}

}  // namespace atrium::actors
