// Taking over from the store what it has and the node does not know: at the start, and when an
// actor died between a commit and what should have followed it.
#pragma once

#include <vector>

#include "actors/node.hpp"

namespace atrium::actors {

// Makes the node know every tenant of the store; the new ones are returned.
outcome<std::vector<tenant_cell_ptr>> adopt_tenants(node& shared);

}  // namespace atrium::actors
