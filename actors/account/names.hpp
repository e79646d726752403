// What a customer has in the unique index: given up and taken with the change that says so, in the
// same commit. No CAF, no threads, no files.
#pragma once

#include "actors/account/decision.hpp"

namespace atrium::actors {

// The name is free.
void free_name(decision& made, const storage::key& name);

// Everything that the new customer of a creation claims but the address of a subscription
// (take_subscriber); his logins as the realms are now, which may have changed since it was
// prepared. That his home site stays so is expected by the creation.
void take_names(decision& made, const creation& what, const decide_context& in);
// Each gives up what `before` has and `after` has not, and takes what only `after` has: the commit
// expects that nobody has it.
void move_logins(decision& made, const records::customer& before, const records::customer& after,
                 const decide_context& in);
// Gives up all of a customer's logins, in every realm that has them.
void free_logins(decision& made, const records::customer& of, const decide_context& in);
// Gives up his external id, if he has one.
void free_external_id(decision& made, const records::customer& of, const decide_context& in);
// The id leads to the account of the call; whether it is free is the caller's to know.
void put_external_id(decision& made, const std::string& id, const decide_context& in);
// `path`: of the parameter that names the new one.
void move_external_id(decision& made, const records::customer& before,
                      const records::customer& after, std::string path, const decide_context& in);

}  // namespace atrium::actors
