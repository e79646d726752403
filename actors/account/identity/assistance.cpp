#include "actors/account/identity/assistance.hpp"

namespace atrium::actors {

outcome<const records::site*> storefront_for(const records::customer& whom, std::string_view name,
                                             const tenant_view& tenant, const principal& staff) {
  const records::site* site = visible_site(tenant, staff, name);
  if (!site) return refusal(errc::not_found, "there is no such site", "site");
  if (tenant.realm_of(*site) != tenant.realms_of(whom).own)
    return refusal(errc::invalid_field, "site: is of another realm than the customer", "site");
  if (!site->storefront_url)
    return refusal(errc::invalid_field, "site: has no storefront_url to open", "site");
  return site;
}

}  // namespace atrium::actors
