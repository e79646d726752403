// Companies of few ids, for which requests contend, customers who are assigned to them, and
// contacts. What was answered of a company, or of whom a customer buys for, is what the store has
// when nothing goes on any more, and lists in any order show it, page by page; that nobody buys for
// one that is not there is verify's to see.
#pragma once

#include "tests/simulation/ledger.hpp"
#include "tests/simulation/random.hpp"

namespace atrium::simulation {

// A call about a company, as one about the tenant.
void draw_company(random& from, request& made);
// A customer gets a company, or gives one up; `named` goes on behind the customer.
void draw_assignment(random& from, request& made);

void check_companies(ledger& of, life& in);

}  // namespace atrium::simulation
