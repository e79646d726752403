// A customer's password: its record, and which one he may take. No CAF, no threads, no files.
#pragma once

#include "actors/account/decision.hpp"
#include "actors/account/password_rules.hpp"

namespace atrium::actors {

// Of one who is being made: the first record, if the call brings a hash.
void put_first_password(decision& made, const decide_context& in);
// The call's new hash in the place of the one he has, which must be loaded.
void replace_password(decision& made, const decide_context& in);

}  // namespace atrium::actors
