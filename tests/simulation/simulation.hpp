// One simulated history of a daemon, from one seed (reliability.md, How it is shown, 1): clients
// ask, actors run in any order, time passes in jumps, commits fail, actors die, the machine
// crashes; after every step and at every quiet moment what must hold is looked at.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "tests/simulation/plan.hpp"

namespace atrium::simulation {

struct report {
  std::uint64_t seed = 0;
  std::optional<std::string> violation;
  std::string settings;
  std::deque<std::string> tail;   // the last events
  std::uint64_t fingerprint = 0;  // of all events: the same for the same seed
  std::size_t steps = 0, requests = 0, done = 0, refused = 0, unknown = 0;
  std::size_t faults = 0, deaths = 0, crashes = 0;
};

// The same seed is the same history, on every machine.
report simulate(std::uint64_t seed, planted_bug bug = planted_bug::none);

// For people: the seed and how to replay it, the violation, the settings, the tail of events.
std::string describe(const report& of);

}  // namespace atrium::simulation
