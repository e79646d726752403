// What the caller of a command that is decided alone (a tenant's, the directory's) hears of its
// commit.
#pragma once

#include "actors/call.hpp"
#include "actors/node.hpp"
#include "storage/change_set.hpp"

namespace atrium::actors {

// `answer` wants its seq. True if the change is durable.
bool answer_commit(node& shared, call& what, std::string answer,
                   const storage::commit_result& result);

// Answers a call whose idempotency key is in the store already; false if it is new.
bool answer_known_key(node& shared, call& what);

}  // namespace atrium::actors
