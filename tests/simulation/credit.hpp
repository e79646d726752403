// Store credit of the simulation's customers: what is asked of it, and what must be true. A
// customer has what his entries add up to, at every moment (I5); what was answered is in his
// ledger, once (I1, I7); and who hears that there is too little could not have had it at any moment
// between his asking and the answer, also where somebody else had just given it to that customer.
#pragma once

#include <optional>
#include <string>

#include "tests/simulation/ledger.hpp"
#include "tests/simulation/random.hpp"

namespace atrium::simulation {

// Adds method and parameters, but for the customer, whom the request names already; to settle an
// authorization it names another.
void draw_credit(random& from, const tenant_ledger& of, request& made);

// Takes in what an answer tells for the requests to come.
void learn_of_credit(tenant_ledger& of, const request& asked);

// What is wrong with a refusal for want of credit; nothing if all is well.
std::optional<std::string> check_too_little(life& in, const tenant_ledger& of,
                                            const request& asked);

// At every moment: the ledgers that were put since the last look. `looked_at`: so many were.
void check_balances(ledger& of, life& in, std::size_t& looked_at);

// With nothing under way.
void check_credit(ledger& of, const storage::snapshot& reading, std::size_t tenant);

}  // namespace atrium::simulation
