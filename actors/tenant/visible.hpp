// What a client or staff of certain sites see of their tenant: these sites and the customers whose
// home they are; and staff of certain restrictions, only customers of these. Any other is as if
// absent (features.md R2, R3). The same rule twice: for a record, and for lists as a condition. A
// company is seen like a customer whose home and preferred site is the company's.
#pragma once

#include "actors/principal.hpp"
#include "actors/tenant/view.hpp"
#include "protocol/lists/condition.hpp"
#include "protocol/methods/call_options.hpp"
#include "protocol/records/company.hpp"
#include "protocol/records/customer.hpp"

namespace atrium::actors {

inline const records::site* visible_site(const tenant_view& tenant, const principal& caller,
                                         std::string_view name) {
  return caller.sees_site(name) ? tenant.find_site(name) : nullptr;
}

// That a call may be made for the site that it names, if it names one. Whoever repeats a call that
// was answered is not asked: the site may have been removed since.
outcome<nothing> check_call_site(const tenant_view& tenant, const principal& caller,
                                 const methods::call_options& options);

// One that a customer may be given as home or preferred site.
inline const records::site* site_for_customers(const tenant_view& tenant, const principal& caller,
                                               std::string_view name) {
  const records::site* site = visible_site(tenant, caller, name);
  return site && site->takes_customers() ? site : nullptr;
}

// What limits which staff see him: what his record says, or else, where the tenant has the two in
// sync, his preferred site.
const std::optional<std::string>& restriction_of(const tenant_view& tenant,
                                                 const records::customer& who);
const std::optional<std::string>& restriction_of(const tenant_view& tenant,
                                                 const records::company& which);

// Who is limited to certain restrictions gives no other, or he would lose sight of the record.
bool may_give(const principal& caller, const std::optional<std::string>& restriction);

bool may_see(const tenant_view& tenant, const principal& caller, const records::company& which);
bool may_see(const tenant_view& tenant, const principal& caller, const records::customer& who);
// `stored` is a customer's record.
bool may_see(const tenant_view& tenant, const principal& caller, std::string_view stored);
lists::condition visible_customers(const tenant_view& tenant, const principal& caller);

}  // namespace atrium::actors
