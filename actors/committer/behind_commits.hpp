#pragma once

#include <caf/actor.hpp>

#include "actors/call.hpp"

namespace atrium::actors {

class node;

// `committed` (with the token) comes to `whom` when all that was sent to the committer in this
// tenant's turn before is written, or never will be: a commit that changes nothing comes to its end
// behind the others.
void tell_behind_commits(node& shared, caf::actor whom, tenant_number turn,
                         std::uint64_t token = 0);

}  // namespace atrium::actors
