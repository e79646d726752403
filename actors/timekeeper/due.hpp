// What accounts have to do by now (docs/data_format.md, unique, space 23), found slice by slice. No
// CAF, no threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "actors/account/due_parts.hpp"
#include "protocol/outcome.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

struct due_slice {
  std::map<account_number, std::vector<due_part>> of;
  std::string
      next;  // where the next slice begins; empty: all that is due by now has been looked at
  std::optional<std::int64_t> next_ms;  // then: when the first of what is left is due
};

// At most so many places. `from` is due_from, or where the slice before ended.
outcome<due_slice> find_due(const storage::snapshot& reading, tenant_number tenant,
                            const std::string& from, std::int64_t now_ms, std::size_t most);

// Where a tenant's places of this time and later begin.
std::string due_from(tenant_number tenant, std::int64_t due_ms);

}  // namespace atrium::actors
