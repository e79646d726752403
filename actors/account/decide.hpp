// What a command does to an account: a pure function of its state, the command and the context. No
// CAF, no threads, no files.
#pragma once

#include <optional>
#include <string>

#include "actors/account/imported.hpp"
#include "storage/change_set.hpp"

namespace atrium::actors {

// An account as of its last decided command: the speculative state on which the next one is
// decided.
struct account_state {
  std::optional<records::customer> profile;  // none: there is no such account (yet)
  std::uint64_t checksum = 0;                // of the record as stored: storage/checksum.hpp
};

struct decision {
  storage::change_set changes;
  std::string answer;  // an encoded map that wants `seq` as its last pair (actors/answer.hpp)
  account_state after;
  // For each expectation of the change set, what the caller hears if it does not hold; nothing
  // where it means that the state was out of date and the command is to be decided again.
  std::vector<std::optional<error>> blame;
};

struct decide_context {
  const tenant_view& tenant;
  const principal& caller;
  const methods::call_options& options;
  account_number account;
  std::int64_t now_ms;
  std::string password_hash;  // of a creation with a password, or as imported
};

outcome<decision> decide(const creation& made, const account_state& now, const decide_context& in);
// Of a row whose customer is there: nothing is changed that the row does not name, nor his id, kind
// and site, nor a password that he has.
outcome<decision> decide(const imported_row& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::customers_update& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::customers_set_status& command, const account_state& now,
                         const decide_context& in);

}  // namespace atrium::actors
