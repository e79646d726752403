#include "actors/tenant/rights.hpp"

#include <algorithm>

namespace atrium::actors {
namespace {

bool includes(const std::vector<std::string>& all_of_them, const std::vector<std::string>& these) {
  if (all_of_them.empty()) return true;
  return !these.empty() && std::ranges::all_of(these, [&](const std::string& each) {
    return std::ranges::count(all_of_them, each) > 0;
  });
}

bool includes(const rights& given, const rights& wanted) {
  return (wanted.scopes & ~given.scopes) == 0 && includes(given.sites, wanted.sites) &&
         includes(given.restrictions, wanted.restrictions);
}

// What is in either, where none means all.
void add(std::vector<std::string>& to, const std::vector<std::string>& more, bool first) {
  if (first)
    to = more;
  else if (more.empty() || to.empty())
    to.clear();
  else
    for (const std::string& each : more)
      if (std::ranges::count(to, each) == 0) to.push_back(each);
}

rights rights_of(const records::staff_group& group) {
  return {set_of(group.scopes), group.sites, group.restrictions};
}

}  // namespace

methods::scope_set set_of(const std::vector<records::scope>& scopes) {
  methods::scope_set set = 0;
  for (const records::scope each : scopes) set |= methods::any_of(each);
  return set;
}

rights rights_of(const tenant_view& tenant, const records::staff& member,
                 methods::scope_set wanted) {
  rights all;
  for (const std::string& name : member.groups) {
    const records::staff_group* group = tenant.find_group(name);
    if (!group || (set_of(group->scopes) & wanted) == 0) continue;
    const bool first = all.scopes == 0;
    all.scopes |= set_of(group->scopes);
    add(all.sites, group->sites, first);
    add(all.restrictions, group->restrictions, first);
  }
  return all;
}

bool has_rights(const tenant_view& tenant, const principal& caller, const rights& wanted) {
  if (caller.what == principal::kind::operators) return true;
  if (!caller.is_staff())
    return includes({caller.scopes, caller.sites, caller.restrictions}, wanted);
  const records::staff* member = tenant.find_staff(account_number{caller.number});
  if (!member) return false;
  for (methods::scope_set left = wanted.scopes; left != 0; left &= left - 1) {
    const methods::scope_set one = left & -left;
    if (!includes(rights_of(tenant, *member, one), {one, wanted.sites, wanted.restrictions}))
      return false;
  }
  return true;
}

bool has_rights(const tenant_view& tenant, const principal& caller,
                const records::staff_group& group) {
  return has_rights(tenant, caller, rights_of(group));
}

bool has_rights(const tenant_view& tenant, const principal& caller, const records::staff& member) {
  return std::ranges::all_of(member.groups, [&](const std::string& name) {
    const records::staff_group* group = tenant.find_group(name);
    return !group || has_rights(tenant, caller, *group);
  });
}

error gives_too_much(std::string path) {
  return refusal(errc::forbidden, "nobody gives rights that he does not have himself",
                 std::move(path));
}

}  // namespace atrium::actors
