#include "actors/tenant/visible.hpp"

#include "protocol/lists/build.hpp"
#include "protocol/lists/columns.hpp"
#include "protocol/records/customer.hpp"

namespace atrium::actors {

bool may_see(const principal& caller, std::string_view stored) {
  if (caller.sites.empty()) return true;
  const auto record = fields::decode_tagged<records::customer>(stored);
  return record && record->home_site && caller.sees_site(*record->home_site);
}

lists::condition visible_customers(const principal& caller) {
  if (caller.sites.empty()) return {};
  return lists::in_set(lists::find_column("home_site", {})->number, caller.sites);
}

}  // namespace atrium::actors
