#include "storage/verify_companies.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "protocol/records/index_entries.hpp"
#include "storage/company_order.hpp"
#include "storage/readable.hpp"
#include "storage/verify_parts.hpp"

namespace atrium::storage {
namespace {

using records::roles_at_company;

// Whether each comes once, in order.
template <class Each, class Name>
bool ascends(const std::vector<Each>& all, Name name) {
  return std::ranges::adjacent_find(all, std::greater_equal<>{}, name) == all.end();
}

const char* wrong_with_roles(const records::customer& profile) {
  if (!profile.company_roles) return nullptr;
  if (profile.company_roles->empty() ||
      !ascends(*profile.company_roles, &roles_at_company::company))
    return "its roles are at no company, or not in order";
  const std::vector<std::string> ids = profile.company_ids();
  for (const roles_at_company& each : *profile.company_roles) {
    if (std::ranges::count(ids, each.company) == 0) return "it has a role at a company of others";
    if (each.roles.empty() || each.roles.size() > roles_at_company::roles_max ||
        !ascends(each.roles, std::identity{}))
      return "its roles at a company are none, too many, or not in order";
  }
  return nullptr;
}

bool leads_to(const snapshot& now, std::string_view name, const records::company& which) {
  const auto stored = now.get(table::unique, name);
  const auto entry = stored && *stored ? fields::decode_tagged<records::unique_entry>(**stored)
                                       : std::optional<records::unique_entry>{};
  return entry && entry->number == which.number;
}

std::optional<records::company> company_of(const snapshot& now, tenant_number tenant,
                                           std::uint64_t number) {
  const auto stored = now.get(table::records, company_key(tenant, number));
  if (!stored || !*stored) return {};
  return fields::decode_tagged<records::company>(**stored);
}

}  // namespace

std::optional<breach> verify_company(const snapshot& now, const row& found) {
  const auto company = fields::decode_tagged<records::company>(found.value);
  if (!company) return unreadable(found);
  if (static_cast<std::uint64_t>(company->number) != name_in(found.key).number)
    return broken("numbers", found.key, "the record has another number than its key");
  std::set<std::string> ids;
  for (const records::legal_entity& each : company->legal_entities)
    if (!ids.insert(each.id).second)
      return broken("names", found.key, "two of its legal entities have this id");
  const tenant_number tenant = name_in(found.key).tenant;
  if (company->external_id &&
      !leads_to(now, unique_key(tenant, unique_space::company_external_id, *company->external_id),
                *company))
    return broken("names", found.key, "its external id does not lead to it");
  for (const std::string& each : company_order_keys(tenant, *company))
    if (!leads_to(now, each, *company))
      return broken("names", found.key,
                    "it is missing at its place: " + readable_key(table::unique, each));
  return {};
}

bool is_entry_of_company(const snapshot& now, std::uint64_t number, std::string_view unique_key) {
  const tenant_number tenant{wire::load32(unique_key.data())};
  const auto company = company_of(now, tenant, number);
  if (!company) return false;
  const std::string_view name = unique_key.substr(5);
  switch (static_cast<unique_space>(wire::load8(unique_key.data() + 4))) {
    case unique_space::company_id:
      return company->id == name;
    case unique_space::company_external_id:
      return company->external_id == name;
    default:
      return std::ranges::count(company_order_keys(tenant, *company), unique_key) == 1;
  }
}

std::optional<breach> verify_assignments(const snapshot& now, tenant_number tenant,
                                         account_number account, const records::customer& profile) {
  const key where = customer_key(tenant, account);
  const std::vector<std::string> ids = profile.company_ids();
  if (profile.companies && (ids.empty() || ids.size() > records::customer::companies_max))
    return broken("numbers", where, "it is assigned to no company, or to too many");
  if (std::set(ids.begin(), ids.end()).size() != ids.size())
    return broken("names", where, "it is assigned to a company twice");
  if (const char* wrong = wrong_with_roles(profile)) return broken("names", where, wrong);
  for (const std::string& id : ids) {
    const auto entry = now.get(table::unique, unique_key(tenant, unique_space::company_id, id));
    if (!entry || !*entry) return broken("I13", where, "its company '" + id + "' is not there");
  }
  return {};
}

}  // namespace atrium::storage
