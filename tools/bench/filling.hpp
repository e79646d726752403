// Bringing a server to the accounts that a load works on.
#pragma once

#include "tools/bench/engine.hpp"

namespace atrium::bench {

// Are the first and the last of `accounts` there?
outcome<bool> is_filled(peer& with, const endpoint& where, std::uint64_t accounts);

// The load that makes `accounts` accounts.
load filling_of(std::uint64_t accounts);

// Makes every account that is not there. A refused account ends it with that refusal.
outcome<measured> fill(peer& with, const endpoint& where, const load& filling);

}  // namespace atrium::bench
