// What becomes of a customer's memberships and roles by time. No CAF, no threads, no files.
#pragma once

#include "actors/account/marks.hpp"

namespace atrium::actors {

// Its time has come: it begins or ends, or, where nobody was there to see it, both.
void pass_time_of_membership(decision& made, std::uint64_t number, const decide_context& in);

}  // namespace atrium::actors
