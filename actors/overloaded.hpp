// What a call hears that there is no room for now.
#pragma once

#include "actors/node.hpp"

namespace atrium::actors {

inline error overloaded(const node& shared, error busy = refusal(errc::overloaded)) {
  busy.retry_after_ms = shared.settings().get<"admission.retry_after_ms">();
  return busy;
}

// What a command hears that brings a password for which the hashing pool has no room.
inline error hashing_overloaded(const node& shared) {
  return overloaded(shared, refusal(errc::overloaded, "too many passwords wait to be hashed"));
}

}  // namespace atrium::actors
