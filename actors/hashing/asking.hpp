// What an actor does that has a password hashed or checked by the pool.
#pragma once

#include "actors/contracts.hpp"

namespace atrium::actors {

class node;

// The pool tells `reply_to` by `hashed`. `password` is in the call; `against`: as in hash_job;
// `turn`: the tenant whose turn it takes.
void send_to_hashing(node& shared, const call_ptr& of, const secret* password,
                     std::optional<std::string> against, tenant_number turn, caf::actor reply_to);

// What a command hears for whose password the pool has no room.
error hashing_overloaded(const node& shared);

}  // namespace atrium::actors
