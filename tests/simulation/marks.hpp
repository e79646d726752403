// Coupons, memberships and lists of the simulation's customers: what is asked of them, and what
// must be true. A coupon is redeemed once, whoever asks at the same time or again (I1, I7); what
// was granted or put on a list is there once; and what happens by its time is told of by nobody's
// request.
#pragma once

#include <string_view>

#include "tests/simulation/ledger.hpp"
#include "tests/simulation/random.hpp"

namespace atrium::simulation {

// Adds method and parameters, but for the customer, whom the request names already.
void draw_mark(random& from, const tenant_ledger& of, request& made);

// Whether the journal tells of it under no request: it is the daemon that sees that its time has
// come.
bool happens_by_time(std::string_view event);

// Whether an event is of one of these.
bool is_of_mark(std::string_view event);

// Whether such a call may be refused so.
bool is_expected_of_mark(const request& asked, std::string_view code);

// With nothing under way.
void check_marks(ledger& of, const storage::snapshot& reading, std::size_t tenant);

}  // namespace atrium::simulation
