// A customer's password: its record, and which one he may take. No CAF, no threads, no files.
#pragma once

#include "actors/account/decision.hpp"
#include "actors/account/identity/password_rules.hpp"

namespace atrium::actors {

// check_new_password for a customer who is there; `path` names the password in the call.
outcome<nothing> may_take(const secret& password, std::string_view path,
                          const records::customer& who, const decide_context& in);

// Of one who is being made: the first record, if the call brings a hash.
void put_first_password(decision& made, const decide_context& in);
// The call's new hash in the place of the one he has, which must be loaded.
void replace_password(decision& made, const decide_context& in);

}  // namespace atrium::actors
