// The summary of a customer's orders, as it changes with them. No CAF, no threads, no files.
#pragma once

#include "actors/account/decision.hpp"

namespace atrium::actors {

// As far as it is loaded; of version 0 where there is none yet.
records::order_summary summary_of(const account_state& now);
void put_summary(decision& made, records::order_summary after, const decide_context& in);

// Counts the amount in, or with `sign` -1 out; false if the total gets too large for a number that
// every client reads.
bool add_total(records::order_summary& to, const records::money& amount, std::int64_t sign = 1);
bool count_in(records::order_summary& to, const records::order& added);

// Makes the order the last one if none is later.
void take_as_last(records::order_summary& into, const records::order& order);
// Where the last order lies; nothing if there is none.
std::optional<std::uint64_t> part_of_last(const records::order_summary& in);

error total_too_large(const std::string& currency);

}  // namespace atrium::actors
