#include "actors/account/belongings/companies.hpp"

#include <algorithm>

#include "storage/keys.hpp"

namespace atrium::actors {

using records::customer;
using records::roles_at_company;

outcome<stored_company> named_company(std::string_view id, const account_state& now,
                                      const decide_context& in) {
  std::optional<stored_company> found;
  if (now.parts.companies)
    for (const stored_company& each : *now.parts.companies)
      if (each.record.id == id) found = each;
  return seen_by(std::move(found), in.tenant, in.caller);
}

outcome<nothing> expect_open(decision& made, const stored_company& company,
                             const decide_context& in) {
  if (company.record.state != records::company_state::approved) {
    const std::string state(fields::name_of(company.record.state));
    error refused =
        refusal(errc::invalid_field, "company: is " + state + ", not approved", "company");
    refused.data.emplace_back("state", state);
    return refused;
  }
  expect_part(made, storage::company_key(in.tenant.number, company.number), company.record.version,
              company.checksum);
  return nothing{};
}

outcome<nothing> expect_companies(decision& made, const account_state& now,
                                  const decide_context& in) {
  const std::vector<std::string> ids = made.after.profile->company_ids();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto company = named_company(ids[i], now, in);
    auto open = company ? expect_open(made, *company, in) : outcome<nothing>(company.failure());
    if (open) continue;
    open.failure().path = "companies." + std::to_string(i);
    return open;
  }
  return nothing{};
}

void set_roles(customer& who, const std::string& company, std::vector<std::string> roles) {
  std::ranges::sort(roles);
  const auto repeated = std::ranges::unique(roles);
  roles.erase(repeated.begin(), repeated.end());
  auto all = who.company_roles.value_or(std::vector<roles_at_company>{});
  std::erase_if(all, [&](const roles_at_company& each) { return each.company == company; });
  if (!roles.empty())
    all.insert(std::ranges::lower_bound(all, company, {}, &roles_at_company::company),
               {company, std::move(roles)});
  who.company_roles.reset();
  if (!all.empty()) who.company_roles = std::move(all);
}

outcome<nothing> join_companies(customer& into, const customer& from,
                                std::vector<std::string>& taken) {
  customer both = into;
  std::vector<std::string> ids = into.company_ids();
  for (const std::string& each : from.company_ids()) {
    if (std::ranges::count(ids, each) == 0) ids.push_back(each);
    std::vector<std::string> roles = into.roles_at(each);
    const std::vector<std::string> theirs = from.roles_at(each);
    roles.insert(roles.end(), theirs.begin(), theirs.end());
    set_roles(both, each, std::move(roles));
    if (both.roles_at(each).size() > roles_at_company::roles_max)
      return refusal(errc::limit_reached, "together they have more than " +
                                              std::to_string(roles_at_company::roles_max) +
                                              " roles at a company");
  }
  if (ids.size() > customer::companies_max)
    return refusal(errc::limit_reached, "together they buy for more than " +
                                            std::to_string(customer::companies_max) + " companies");
  if (!ids.empty()) both.companies = std::move(ids);
  if (both.companies != into.companies) taken.emplace_back("companies");
  if (both.company_roles != into.company_roles) taken.emplace_back("company_roles");
  into.companies = std::move(both.companies);
  into.company_roles = std::move(both.company_roles);
  return nothing{};
}

}  // namespace atrium::actors
