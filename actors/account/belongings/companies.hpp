// Which companies an account's customer is assigned to: what stands in his record alone
// (features.md G10, A13). The companies themselves are their tenant's
// (actors/tenant/decide_companies.cpp). No CAF, no threads, no files.
#pragma once

#include "actors/account/decision.hpp"

namespace atrium::actors {

// The company that the command names by this id, as it is stored; `not_found` for whoever may not
// see it.
outcome<stored_company> named_company(std::string_view id, const account_state& now,
                                      const decide_context& in);

// That the company takes customers, and is as it was read when this is committed: an assignment is
// not committed behind a change that closes the company.
outcome<nothing> expect_open(decision& made, const stored_company& company,
                             const decide_context& in);

// The same of all companies of the customer in the next state, who is being made; their places
// below `companies` are told.
outcome<nothing> expect_companies(decision& made, const account_state& now,
                                  const decide_context& in);

// What he is at a company from now on, in place of what he was; of none nothing is left.
void set_roles(records::customer& who, const std::string& company, std::vector<std::string> roles);

// He buys for the companies of both, and is at each what both are; what becomes other is `taken`.
// `limit_reached` where together that is more than one may have.
outcome<nothing> join_companies(records::customer& into, const records::customer& from,
                                std::vector<std::string>& taken);

}  // namespace atrium::actors
