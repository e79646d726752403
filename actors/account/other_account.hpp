// An account other than the one that decides, as far as a commit that concerns both needs it. No
// CAF, no threads.
#pragma once

#include "actors/account/decision.hpp"

namespace atrium::actors {

// His profile, counts and ledgers of store credit, as they are stored now; of one who was merged
// into another, that one's. Without a profile: there is nobody. `internal`: it cannot be read.
outcome<other_account> load_other(const storage::snapshot& reading, tenant_number tenant,
                                  account_number account);

}  // namespace atrium::actors
