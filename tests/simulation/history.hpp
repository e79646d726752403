// What must be true of the store when nothing is under way: after each crash and at the end.
#pragma once

#include "tests/simulation/ledger.hpp"

namespace atrium::simulation {

// Verifies the store (I3, I4, I6, I13, I14), then replays its journals against the ledger: every
// answered write is in it (I1), once (I7), where its answer says; nothing that was refused is (I2);
// and records and everything that anybody was shown are what the journal makes of them. The first
// violation goes to the ledger.
void check_history(ledger& of, life& in);

// What must be true at every moment: no tenant's journal number is ahead of its journal.
void check_moment(ledger& of, life& in);

// With all calls answered and no accounts in use: counters are back to nothing (I15), and the
// tenants in memory are those of the store.
void check_rest(ledger& of, life& in);

}  // namespace atrium::simulation
