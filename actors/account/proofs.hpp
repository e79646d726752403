// What a command goes by that is the shopper's own: his session, or his password. No CAF, no
// threads, no files.
#pragma once

#include "actors/account/decision.hpp"

namespace atrium::actors {

// The account's session of the call's token, which may have ended on the way.
outcome<std::uint64_t> own_session(const account_state& now, const decide_context& in);

// The password was wrong. `device`: position of the known one that it came from.
outcome<decision> failed_guess(const account_state& now, std::optional<std::size_t> device,
                               const decide_context& in);

// Somebody of the shop chose the password; the customer has to choose another.
bool must_change_password(const records::customer& who);

}  // namespace atrium::actors
