// Reliability.md I11: a mail for every event that orders one, and no more.
#pragma once

#include "tests/simulation/ledger.hpp"
#include "tests/simulation/post_office.hpp"

namespace atrium::simulation {

// When everything has come to rest and the post office takes all: each change that orders a
// mail has one (unless its customer has left), each was taken, or refused for good, and the
// server's count is at most one more for each time that it denied one, and for each that was
// `in_doubt` when something went wrong, in all.
void check_mails(ledger& of, life& in, const post_office& post, std::size_t in_doubt);

}  // namespace atrium::simulation
