// What a command does to an account: a pure function of its state, the command and the context. No
// CAF, no threads, no files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actors/account/creation.hpp"
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
  bool answer_shows_customer = true;
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
  std::string password_hash;  // of a creation with a password
  // Of one who leaves, when nothing else of his is under way: the keys of all he has in the
  // records but the profile.
  std::vector<std::string> rows = {};
};

// Commands that are decided on all that the store has of the account, not on its state alone.
template <class Command>
inline constexpr bool needs_rows = std::is_same_v<Command, methods::customers_erase> ||
                                   std::is_same_v<Command, methods::customers_remove>;

outcome<decision> decide(const creation& made, const account_state& now, const decide_context& in);
outcome<decision> decide(const methods::customers_update& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::customers_set_status& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::customers_erase& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::customers_remove& command, const account_state& now,
                         const decide_context& in);

}  // namespace atrium::actors
