// companies.assign and unassign (features.md G10, A13).
#include <algorithm>

#include "actors/account/belongings/companies.hpp"
#include "actors/account/decide.hpp"
#include "protocol/methods/companies.hpp"

namespace atrium::actors {
namespace {

using records::customer;

// The customer with other companies than before, or as something else at one, in his next version;
// told of with the id of the one that it is about.
decision reassigned(decision made, customer after, std::string event, const std::string& company,
                    const decide_context& in) {
  std::vector<std::string> names;
  if (after.companies != made.after.profile->companies) names.emplace_back("companies");
  if (after.company_roles != made.after.profile->company_roles) names.emplace_back("company_roles");
  ++after.version;
  const std::int64_t version = after.version;
  made.answer = unfinished_answer<customer>(put_profile(made, std::move(after), in));
  tell(made,
       {.kind = std::move(event),
        .object = company,
        .version = version,
        .fields_changed = std::move(names)},
       in);
  return made;
}

// The company, if the customer is there to be assigned to it, or taken out.
outcome<stored_company> company_to_change(const std::string& id, const account_state& now,
                                          const decide_context& in) {
  if (!in.tenant.tenant.b2b) return refusal(errc::capability_off);
  if (const auto found = existing_at_version(now, in); !found) return found.failure();
  return named_company(id, now, in);
}

}  // namespace

outcome<decision> decide(const methods::companies_assign& asked, const account_state& now,
                         const decide_context& in) {
  const auto company = company_to_change(asked.company, now, in);
  if (!company) return company.failure();
  const customer& before = *now.profile;
  customer after = before;
  if (asked.roles) set_roles(after, asked.company, *asked.roles);
  decision made = change_of(now, in);
  std::vector<std::string> ids = after.company_ids();
  if (std::ranges::count(ids, asked.company) > 0) {
    if (after.company_roles == before.company_roles) return unchanged(now, before, in);
    return reassigned(std::move(made), std::move(after), "customer.company_roles_changed",
                      asked.company, in);
  }
  if (const auto open = expect_open(made, *company, in); !open) return open.failure();
  if (ids.size() >= customer::companies_max)
    return refusal(errc::limit_reached, "a customer buys for at most " +
                                            std::to_string(customer::companies_max) + " companies");
  ids.push_back(asked.company);
  after.companies = std::move(ids);
  return reassigned(std::move(made), std::move(after), "customer.company_assigned", asked.company,
                    in);
}

outcome<decision> decide(const methods::companies_unassign& asked, const account_state& now,
                         const decide_context& in) {
  if (const auto company = company_to_change(asked.company, now, in); !company)
    return company.failure();
  customer after = *now.profile;
  std::vector<std::string> ids = after.company_ids();
  if (std::erase(ids, asked.company) == 0)
    return refusal(errc::not_found, "the customer is not assigned to the company", "company");
  after.companies.reset();
  if (!ids.empty()) after.companies = std::move(ids);
  set_roles(after, asked.company, {});
  return reassigned(change_of(now, in), std::move(after), "customer.company_unassigned",
                    asked.company, in);
}

}  // namespace atrium::actors
