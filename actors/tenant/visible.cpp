#include "actors/tenant/visible.hpp"

#include "protocol/lists/build.hpp"
#include "protocol/lists/columns.hpp"

namespace atrium::actors {

bool may_see(const principal& caller, const records::customer& who) {
  return caller.sites.empty() || (who.home_site && caller.sees_site(*who.home_site));
}

bool may_see(const principal& caller, std::string_view stored) {
  if (caller.sites.empty()) return true;
  const auto record = fields::decode_tagged<records::customer>(stored);
  return record && may_see(caller, *record);
}

lists::condition visible_customers(const principal& caller) {
  if (caller.sites.empty()) return {};
  return lists::in_set(lists::find_column("home_site", {})->number, caller.sites);
}

}  // namespace atrium::actors
