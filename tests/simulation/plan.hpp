// What a seed decides before it begins: the daemon's knobs, how much work there is, and what goes
// wrong how often.
#pragma once

#include <string>

#include "config/settings.hpp"
#include "tests/simulation/random.hpp"

namespace atrium::simulation {

// Bugs that a simulation can bring about in a sound daemon, to show that it would find them.
enum class planted_bug : std::uint8_t {
  none,
  names_freed_early,       // the router lets go of names before their creation is committed
  names_not_even_checked,  // and the commit does not look whether they are free
};

struct plan {
  plan(random& from, std::uint64_t seed, planted_bug bug);

  config::settings settings;
  bool calm = false;            // nothing of the following happens
  unsigned fault_permille = 0;  // of steps after which the next commit or hash fails
  unsigned death_permille = 0;  // of steps after which an actor is killed
  unsigned crash_permille = 0;  // of steps after which the machine crashes
  std::size_t tenants = 1;
  std::size_t requests = 0;
  std::size_t pending_max = 1;

  // For people: what differs from seed to seed.
  std::string describe() const;
};

}  // namespace atrium::simulation
