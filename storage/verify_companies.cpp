#include "storage/verify_companies.hpp"

#include <set>

#include "storage/verify_parts.hpp"

namespace atrium::storage {

std::optional<breach> verify_company(const row& found) {
  const auto company = fields::decode_tagged<records::company>(found.value);
  if (!company) return unreadable(found);
  if (static_cast<std::uint64_t>(company->number) != name_in(found.key).number)
    return broken("numbers", found.key, "the record has another number than its key");
  std::set<std::string> ids;
  for (const records::legal_entity& each : company->legal_entities)
    if (!ids.insert(each.id).second)
      return broken("names", found.key, "two of its legal entities have this id");
  return {};
}

std::optional<breach> verify_assignments(const snapshot& now, tenant_number tenant,
                                         account_number account, const records::customer& profile) {
  const key where = customer_key(tenant, account);
  const std::vector<std::string> ids = profile.company_ids();
  if (profile.companies && (ids.empty() || ids.size() > records::customer::companies_max))
    return broken("numbers", where, "it is assigned to no company, or to too many");
  if (std::set(ids.begin(), ids.end()).size() != ids.size())
    return broken("names", where, "it is assigned to a company twice");
  for (const std::string& id : ids) {
    const auto entry = now.get(table::unique, unique_key(tenant, unique_space::company_id, id));
    if (!entry || !*entry) return broken("I13", where, "its company '" + id + "' is not there");
  }
  return {};
}

}  // namespace atrium::storage
