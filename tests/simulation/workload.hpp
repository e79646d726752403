// The requests of a simulation: few names, so that they collide; few keys, so that they repeat.
#pragma once

#include "tests/simulation/ledger.hpp"
#include "tests/simulation/random.hpp"

namespace atrium::simulation {

// The last comes and goes.
inline constexpr std::array<std::string_view, 4> site_names{"one", "two", "far", "popup"};

// What makes a tenant, with its sites and realms: to be asked one after the other, as the operator.
std::vector<request> make_tenant_calls(const ledger& known, std::size_t tenant);

// The next request of one of the tenants; its connection is still to be chosen. A request of the
// operator has `by_operator`.
struct next_request {
  request what;
  bool by_operator = false;
};
next_request draw_request(random& from, const ledger& known, std::size_t tenants);

// A creation that claims one e-mail and nothing else.
request registration(const ledger& known, std::size_t tenant, std::size_t site,
                     std::string_view email);

// An update of the customer that nobody may refuse.
request update_of(const ledger& known, std::size_t tenant, std::string_view id);

// A list with the customer in it, which waits for all that was answered.
request listing_of(const ledger& known, std::size_t tenant, std::string_view id);

inline constexpr std::array<std::string_view, 4> emails{"Ann@Example.com", "ann@example.com",
                                                        "bob@example.com", "cy@example.com"};
// Nobody registers with these.
inline constexpr std::array<std::string_view, 2> readers{"dora@example.com", "Eve@Example.com"};

}  // namespace atrium::simulation
