#include "actors/account/companies.hpp"

#include <algorithm>

#include "storage/keys.hpp"

namespace atrium::actors {

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

}  // namespace atrium::actors
