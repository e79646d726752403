// A site's way to another realm in slices: which of its customers' logins collide there, what is to
// be taken there, and what is to be freed; and, before it is removed, whether it has customers.
// Pure functions of a snapshot; each looks at a bounded number of accounts and says where to go on.
#pragma once

#include <cstdint>
#include <vector>

#include "actors/tenant/view.hpp"
#include "protocol/methods/sites.hpp"
#include "storage/change_set.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

struct move_slice {
  storage::change_set changes;
  std::uint64_t next = 0;      // the account to go on with; 0: that was all
  std::int64_t customers = 0;  // registered ones whose home the site is, in this slice
  std::int64_t logins = 0;
  std::vector<methods::realms_move_site::conflict> conflicts;
};

// What of the site's customers the realm has already. Changes nothing.
outcome<move_slice> find_conflicts(const storage::snapshot& reading, const tenant_view& tenant,
                                   std::string_view site, realm_number realm, std::uint64_t from);

// Takes their logins in the realm. The change set expects the customers as they are read here; with
// a conflict it is not to be committed.
outcome<move_slice> take_logins(const storage::snapshot& reading, const tenant_view& tenant,
                                std::string_view site, realm_number realm, std::uint64_t from);

// Whether anybody has the site as home or preferred site; what was erased of others does not count.
struct customer_search {
  bool found = false;
  std::uint64_t next = 0;  // the account to go on with; 0: that was all
};
outcome<customer_search> find_customer_of(const storage::snapshot& reading, tenant_number tenant,
                                          std::string_view site, std::uint64_t from);

// Frees what is left of them in the realm, unless somebody else has it by now.
outcome<move_slice> free_logins(const storage::snapshot& reading, const tenant_view& tenant,
                                std::string_view site, realm_number realm, std::uint64_t from);

}  // namespace atrium::actors
