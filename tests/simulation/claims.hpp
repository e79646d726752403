// Guests whom customers of the simulation claim: each of a call by himself, so a crash, a death or
// a fault between two leaves some claimed and others not, and nothing of any in two places or in
// none. What a guest had is followed by the journal like that of any merge (history.cpp); here: who
// is asked for, what is heard of them, and that credit has only changed hands.
#pragma once

#include "tests/simulation/ledger.hpp"
#include "tests/simulation/random.hpp"

namespace atrium::simulation {

// Fills in a call that claims one or two guests whom clients know, of somebody who has verified
// their e-mail; false if nobody is known to have.
bool draw_claim(random& from, const ledger& known, request& made);

// Takes in what became of each; nothing else is known of those who were refused.
void learn_of_claim(tenant_ledger& of, const request& asked);

// With nothing under way.
void check_claims(ledger& of, const storage::snapshot& reading, std::size_t tenant);

}  // namespace atrium::simulation
