// The due queue: when a record of an account has something to do without anybody asking
// (docs/data_format.md, unique, space 23). Whoever puts a record that has a time puts its place
// there in the same commit; the timekeeper finds what is due and asks the account (due_parts.hpp),
// also for times when no daemon was running. No CAF, no threads, no files.
//
// Invariant (storage/verify checks it): a record has a place for its next time, and no other.
#pragma once

#include <optional>

#include "actors/account/decision.hpp"

namespace atrium::actors {

// A record of the account of `in` that had something to do at `before` has it at `after` now.
void move_due(decision& made, const storage::key& record, std::optional<std::int64_t> before,
              std::optional<std::int64_t> after, const decide_context& in);

// Of a row that is erased: its place goes, too.
void give_up_due(decision& made, const account_row& gone, tenant_number tenant);

// Tells of what happened by its time: nobody did it, whoever asked for something just then.
void tell_of_due(decision& made, records::change happened, const decide_context& in);

}  // namespace atrium::actors
