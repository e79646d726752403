// What must be true of lists when nothing is under way: they show what the store holds, all of it,
// in every order, page by page.
#pragma once

#include "tests/simulation/ledger.hpp"

namespace atrium::simulation {

void check_lists(ledger& of, life& in);

}  // namespace atrium::simulation
