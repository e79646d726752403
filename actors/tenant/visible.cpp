#include "actors/tenant/visible.hpp"

#include <algorithm>

#include "protocol/fields/stored_value.hpp"
#include "protocol/lists/build.hpp"
#include "protocol/lists/columns.hpp"
#include "protocol/methods/call_options.hpp"

namespace atrium::actors {

outcome<nothing> check_call_site(const tenant_view& tenant, const principal& caller,
                                 const methods::call_options& options) {
  if (!options.site || visible_site(tenant, caller, *options.site)) return nothing{};
  return refusal(errc::not_found, "there is no such site", "call.site");
}

namespace {

template <int Tag>
std::optional<std::string> text_in(std::string_view stored) {
  const auto text = fields::stored_text(stored, Tag);
  if (!text) return {};
  return std::string(*text);
}

bool may_see(const principal& caller, const std::optional<std::string>& site,
             const std::optional<std::string>& restriction) {
  if (!caller.sites.empty() && !(site && caller.sees_site(*site))) return false;
  return may_give(caller, restriction);
}

}  // namespace

bool may_give(const principal& caller, const std::optional<std::string>& restriction) {
  if (caller.restrictions.empty()) return true;
  return restriction && std::ranges::count(caller.restrictions, *restriction) > 0;
}

const std::optional<std::string>& restriction_of(const tenant_view& tenant,
                                                 const records::customer& who) {
  if (who.restriction || !tenant.tenant.sites_and_restrictions_sync) return who.restriction;
  return who.preferred_site;
}

const std::optional<std::string>& restriction_of(const tenant_view& tenant,
                                                 const records::company& which) {
  if (which.restriction || !tenant.tenant.sites_and_restrictions_sync) return which.restriction;
  return which.site;
}

bool may_see(const tenant_view& tenant, const principal& caller, const records::customer& who) {
  return may_see(caller, who.home_site, restriction_of(tenant, who));
}

bool may_see(const tenant_view& tenant, const principal& caller, const records::company& which) {
  return may_see(caller, which.site, restriction_of(tenant, which));
}

// Only what the rule asks for is read of the record.
bool may_see(const tenant_view& tenant, const principal& caller, std::string_view stored) {
  if (caller.sites.empty() && caller.restrictions.empty()) return true;
  using records::customer;
  return may_see(
      tenant, caller,
      customer{.home_site = text_in<fields::tag_of<customer>("home_site")>(stored),
               .preferred_site = text_in<fields::tag_of<customer>("preferred_site")>(stored),
               .restriction = text_in<fields::tag_of<customer>("restriction")>(stored)});
}

lists::condition visible_customers(const tenant_view& tenant, const principal& caller) {
  const auto column = [](std::string_view name) { return lists::find_column(name, {})->number; };
  std::vector<lists::condition> limits;
  if (!caller.sites.empty()) limits.push_back(lists::in_set(column("home_site"), caller.sites));
  if (!caller.restrictions.empty()) {
    std::vector<lists::condition> ways{lists::in_set(column("restriction"), caller.restrictions)};
    if (tenant.tenant.sites_and_restrictions_sync)
      ways.push_back(lists::all_of({lists::none_of(lists::has_value(column("restriction"))),
                                    lists::in_set(column("preferred_site"), caller.restrictions)}));
    limits.push_back(lists::any_of(std::move(ways)));
  }
  return lists::all_of(std::move(limits));
}

}  // namespace atrium::actors
