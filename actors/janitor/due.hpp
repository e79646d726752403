// What accounts have to do by now (docs/data_format.md, unique, space 23), found slice by slice. No
// CAF, no threads.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "actors/account/due_parts.hpp"
#include "protocol/outcome.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

struct due_slice {
  std::map<account_number, std::vector<due_part>> of;
  std::string next;  // where the next slice begins; empty: all has been looked at
};

// `from` is empty at first.
outcome<due_slice> find_due(const storage::snapshot& reading, tenant_number tenant,
                            const std::string& from, std::int64_t now_ms);

}  // namespace atrium::actors
