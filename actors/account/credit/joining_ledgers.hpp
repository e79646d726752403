// The store credit of one who becomes part of another (features.md A14): his ledgers are closed by
// a transfer to the other's, and stay, with their entries, under his number. No CAF, no threads, no
// files.
#pragma once

#include "actors/account/credit/ledger.hpp"

namespace atrium::actors {

struct leaving_owner {
  const records::customer& profile;
  const decide_context& in;  // for what happens to him
};

// `row`: of one of the ledgers of `from`, which the change expects as it was read. How many ledgers
// the account of `in` has got by it: one, or none where it had one in the currency. Refused where
// some of it is held: captures and voids name the customer whose it is.
outcome<std::int64_t> join_ledger(decision& made, const account_row& row, const leaving_owner& from,
                                  const decide_context& in);

}  // namespace atrium::actors
