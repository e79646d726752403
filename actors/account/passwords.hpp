// A customer's password: which one he may take, and its record. No CAF, no threads, no files.
#pragma once

#include "actors/account/decision.hpp"

namespace atrium::actors {

// security.md 4. `site` may be null; `email_key` is the canonical e-mail, if he has one.
outcome<nothing> check_new_password(const secret& password, const tenant_view& tenant,
                                    const records::site* site,
                                    const std::optional<std::string>& email_key);

// The same of a customer who is there; `path` names the password in the call.
outcome<nothing> may_take(const secret& password, std::string_view path,
                          const records::customer& who, const decide_context& in);

// Of one who is being made: the first record, if the call brings a hash.
void put_first_password(decision& made, const decide_context& in);
// The call's new hash in the place of the one he has, which must be loaded.
void replace_password(decision& made, const decide_context& in);

}  // namespace atrium::actors
