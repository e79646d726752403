// Taking over from the store what it has and the node does not know: at the start, and when an
// actor died between a commit and what should have followed it.
#pragma once

#include <vector>

#include "actors/contracts.hpp"
#include "actors/node.hpp"

namespace atrium::actors {

// Makes the node know every tenant of the store; the new ones are returned.
outcome<std::vector<tenant_cell_ptr>> adopt_tenants(node& shared);

// A commit that changes nothing and is told to `reply_to` when all that was sent to the committer
// before, in the tenant's turn, has come to its end: what a predecessor of `reply_to` left behind
// is then in the store, or never will be.
void await_earlier_commits(node& shared, caf::actor reply_to, tenant_number turn);

}  // namespace atrium::actors
