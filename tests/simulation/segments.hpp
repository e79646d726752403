// Groups and rules of a tenant (features.md G4): at rest those belong to a segment who are to, said
// without the daemon's own evaluation, and the journal has told of every coming and going.
#pragma once

#include "tests/simulation/ledger.hpp"
#include "tests/simulation/random.hpp"

namespace atrium::simulation {

// How long a settler rests at most that something has kept.
inline constexpr std::int64_t settler_rests_ms = 1'100;

// Method and parameters of a call; the map is still open, and lacks the customer.
void draw_segment(random& from, request& made);

// Whether the customers of some tenant have yet to follow.
bool some_settle(life& in);

// With nothing under way.
void check_segments(ledger& of, life& in);

}  // namespace atrium::simulation
