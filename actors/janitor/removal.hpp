// What is left of a tenant that is being removed (tenants.remove), found slice by slice. No CAF, no
// threads.
//
// Invariants
//  1. Whatever is erased, what is left is found from the tenant's record alone; so it goes on after
//     a crash, and erasing twice does no harm. The record goes last, with the tenant's name.
//  2. Records go before names: what was sent to the committer before the removal and comes through
//     in between expects a record, so it leaves no name that nobody would erase.
//  3. The journal goes from its first number on, and its last entry, which tells of the removal,
//     with the record: it has no gap at any time.
#pragma once

#include "storage/change_set.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

// Rows erased in one commit, about.
inline constexpr std::size_t removal_slice = 1000;

struct removal_step {
  storage::change_set changes;
  bool gone = false;  // nothing is left, not even the record
};

// Fails where the tenant is not marked as being removed. Nobody may write for it any more.
outcome<removal_step> rows_to_remove(const storage::snapshot& reading, tenant_number tenant);

}  // namespace atrium::actors
