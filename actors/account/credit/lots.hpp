// Credit by when it ends: taken from, given back, ended. Pure; no CAF, no threads, no files.
//
// Invariants of every list of lots (storage/verify checks them)
//  1. Soonest ending first, what never ends last; each end once.
//  2. No amount of zero or less.
#pragma once

#include "protocol/methods/credit.hpp"
#include "protocol/records/credit.hpp"

namespace atrium::actors {

// So many ends are told apart in a ledger.
inline constexpr std::size_t credit_lots_max = 1'000;

bool is_due(const records::credit_lot& lot, std::int64_t now_ms);

// Whether there is room for one more with this end.
bool has_room_for(const records::credit_lots& lots, std::optional<std::int64_t> expires_at);
// Joins the lot of the same end. Where there is no room for another end it joins the next later
// one: what is given back is never refused, and never ends too soon.
void add_lot(records::credit_lots& to, const records::credit_lot& more);
void add_lots(records::credit_lots& to, const records::credit_lots& more);

// Take so much, which must be there: what ends soonest, or what ends latest.
records::credit_lots take_soonest(records::credit_lots& from, std::int64_t amount);
records::credit_lots take_latest(records::credit_lots& from, std::int64_t amount);

// What a customer has at that time, also of what has ended and was not written down yet.
methods::credit_balance::standing standing_of(const records::credit_ledger& ledger,
                                              std::int64_t now_ms);

}  // namespace atrium::actors
