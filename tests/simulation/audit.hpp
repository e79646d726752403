// Security.md 23: for each change that is audited one entry, and none without it.
#pragma once

#include "tests/simulation/ledger.hpp"

namespace atrium::simulation {

// At rest. The journal and the audit log tell of the same audited changes in the same order; each
// login that was answered has its entry, and no entry is there but of one that was tried.
void check_audit(ledger& of, life& in);

}  // namespace atrium::simulation
