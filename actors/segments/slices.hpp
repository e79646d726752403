// Whose record is not what the tenant's segments say (features.md G4), found slice by slice. No
// CAF, no threads.
#pragma once

#include <cstdint>
#include <vector>

#include "actors/tenant/view.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

// Accounts asked at a time.
inline constexpr std::size_t misplaced_max = 64;

struct misplaced_slice {
  std::vector<account_number> whose;  // ascending, the first of them
  std::uint64_t next = 0;             // the account to go on with; 0: that was all
};

outcome<misplaced_slice> find_misplaced(const storage::snapshot& reading, const tenant_view& tenant,
                                        std::uint64_t from);

}  // namespace atrium::actors
