// Buyers who are registered by an order, and contacts who become customers with a login: whoever is
// answered to be registered is found by his e-mail; whom an order leaves a guest, had no e-mail
// that was free; and an order that was to register its buyer is a registered customer's. That a
// login is one account's at most is verify's to see (I3), and who logs in with an e-mail,
// shoppers.hpp's.
#pragma once

#include <optional>
#include <string>

#include "tests/simulation/ledger.hpp"
#include "tests/simulation/random.hpp"

namespace atrium::simulation {

// Some orders at a site that can link to itself register their buyers; `named` goes on.
void draw_registering(random& from, request& made, std::string_view site);

// What is wrong with an answer, at the moment it is given, of who is registered.
std::optional<std::string> check_registered(life& in, const ledger& of, const request& asked);

// Refusals that nobody need be at fault for.
bool is_expected_of_buyer(const request& asked, std::string_view code);

// Somebody has asked to make a guest of a contact, and to register him by an order. The router
// looks at him before both are decided, and reserves no name for a contact's order: the commit
// finds out.
bool makes_guest_of_buyer(const ledger& of);

}  // namespace atrium::simulation
