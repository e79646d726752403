// What is left of a customer who has gone. No CAF, no threads, no files.
#pragma once

#include "actors/account/decision.hpp"

namespace atrium::actors {

// Without a value for any personal field, as the list of fields says which these are, and one
// version on. A generated id says nothing of the person and stays.
records::customer tombstone_of(const records::customer& before);

// Nobody ever gets the id again; it is noted for the account that had it.
void never_give_out_again(decision& made, const std::string& id, account_number account,
                          const decide_context& in);

}  // namespace atrium::actors
