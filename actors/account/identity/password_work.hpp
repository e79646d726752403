// What the hashing pool has to do for a command before that can be decided, one step after the
// other; and who is refused before it does anything (security.md 7). No CAF, no threads, no files.
#pragma once

#include "actors/account/decision.hpp"
#include "actors/call.hpp"

namespace atrium::actors {

struct password_work {
  const secret* password = nullptr;  // in the call; none: nothing is left to do
  // Checked against this hash, or, where there is none, hashed.
  std::optional<std::string> against = {};
};

// `under_way`: passwords of this account that are being checked.
outcome<password_work> next_password_work(const call& what, const account_state& now, int under_way,
                                          const decide_context& in);

}  // namespace atrium::actors
