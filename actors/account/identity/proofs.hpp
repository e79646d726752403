// What a command goes by that is its caller's own: his session, or his password. No CAF, no
// threads, no files.
#pragma once

#include "actors/account/decision.hpp"

namespace atrium::actors {

// The account's session of the call's token, which may have ended on the way.
outcome<std::uint64_t> own_session(const account_state& now, const decide_context& in);

// A guess that was wrong: counted and written before the caller hears of it, of strangers as of
// those who are there; but nothing is written any more of a customer who has left meanwhile.
// `device`: position of the known one that it came from. By the one that locks a customer's account
// he is mailed; counts and mails must be loaded, but for strangers and staff.
outcome<decision> failed_guess(const account_state& now, std::optional<std::size_t> device,
                               const decide_context& in);

// What is told only after the right password, as data.reason (features.md S).
error login_refused(std::string_view reason);

// Somebody of the shop chose the password; the customer has to choose another.
bool must_change_password(const records::customer& who);

}  // namespace atrium::actors
