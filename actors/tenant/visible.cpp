#include "actors/tenant/visible.hpp"

#include "protocol/fields/stored_value.hpp"
#include "protocol/lists/build.hpp"
#include "protocol/lists/columns.hpp"

namespace atrium::actors {

outcome<nothing> check_call_site(const tenant_view& tenant, const principal& caller,
                                 const methods::call_options& options) {
  if (!options.site || visible_site(tenant, caller, *options.site)) return nothing{};
  return refusal(errc::not_found, "there is no such site", "call.site");
}

bool may_see(const principal& caller, std::string_view stored) {
  if (caller.sites.empty()) return true;
  constexpr int home_site_tag = fields::tag_of<records::customer>("home_site");
  std::string_view site;
  wire::cursor from(fields::stored_value(stored, home_site_tag));
  return from.read_string(site) && caller.sees_site(site);
}

lists::condition visible_customers(const principal& caller) {
  if (caller.sites.empty()) return {};
  return lists::in_set(lists::find_column("home_site", {})->number, caller.sites);
}

}  // namespace atrium::actors
