// The handles of the actors that live as long as the daemon, or are replaced under the same role.
// Guarded by one lock that is held for a copy of a handle only.
#pragma once

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <mutex>
#include <unordered_map>

#include "actors/contracts.hpp"
#include "storage/writer.hpp"

namespace atrium::actors {

// How actors that block run: threads of their own in the daemon, turns of the scheduler in a
// simulation.
enum class spawning : std::uint8_t { detached, scheduled };

class census;  // actors/router/census.hpp

struct tenant_actors {
  caf::actor tenant;
  caf::actor router;
  std::weak_ptr<census> routed_by;  // of `router`
};

struct wiring {
  std::mutex guard;  // of everything below
  caf::actor_system* system = nullptr;
  spawning blocking = spawning::detached;
  storage::writer* writer = nullptr;
  caf::actor supervisor, committer, hashing, feed, janitor, timekeeper, mover, settler, indexer,
      scans, courier, directory;
  std::unordered_map<std::uint32_t, tenant_actors> tenants;

  caf::actor get(caf::actor wiring::*role) {
    std::lock_guard lock(guard);
    return this->*role;
  }
  void set(caf::actor wiring::*role, caf::actor handle) {
    std::lock_guard lock(guard);
    this->*role = std::move(handle);
  }
  tenant_actors get(tenant_number tenant) {
    std::lock_guard lock(guard);
    const auto found = tenants.find(tenant.value);
    return found == tenants.end() ? tenant_actors{} : found->second;
  }
};

}  // namespace atrium::actors
