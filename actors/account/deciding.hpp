// How calls are decided and what becomes of their commits: what the actor of an account and the
// registrar of new ones (registrar.hpp) do alike.
#pragma once

#include <caf/actor.hpp>
#include <optional>
#include <vector>

#include "actors/account/decide.hpp"
#include "actors/contracts.hpp"

namespace atrium::actors {

class node;

// A decided command: waits for its commit, or, refused, for those before it.
struct decided_call {
  call_ptr what;
  std::uint64_t token = 0;  // 0: refused, nothing to commit
  error refused;
  std::optional<error> then_refuse;  // once it is durable
  std::vector<std::optional<error>> blame;
  std::optional<storage::commit_result> result;
};

decide_context context_of(node& shared, const tenant_view& tenant, account_number account,
                          const call& what);

// Loads the parts that the command needs; the store has what nothing under way has touched, and
// what something under way has touched is loaded already. False, which is logged, if they cannot be
// read.
bool load_parts_for(node& shared, const call& what, account_number account, std::size_t under_way,
                    account_parts& into);

// Decides the call, or refuses it. `in` is given the other accounts that it is decided on.
outcome<decision> decide_call(node& shared, const call& what, const account_state& now,
                              decide_context& in);

// Sends what was decided of `entry` to the committer, which tells `reply_to` by `committed` with
// this token.
void send_commit(node& shared, decided_call& entry, decision made, std::uint64_t token,
                 caf::actor reply_to);

// Refuses a call that was decided so.
void refuse(node& shared, const decided_call& entry);
// What is left to do for a call whose commit is durable.
void settle_durable(node& shared, const decided_call& entry);
// A commit came to nothing. True if the call is to be decided again; else it has been answered.
bool settle_undone(node& shared, const decided_call& entry);
// Counts one more attempt at it. False if that is too many: then it has been answered.
bool may_try_again(node& shared, call& what);

}  // namespace atrium::actors
