// What the index of lists is told, read from the store slice by slice: the snapshot is let go in
// between, so that no pages are held for long. No CAF, no threads.
#pragma once

#include <vector>

#include "protocol/records/numbers.hpp"
#include "storage/index/list_index.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

// Journal entries, or accounts, looked at in one go.
inline constexpr std::size_t index_slice = 1'000;

// What has changed since the index stood at `after`; there must be something.
struct journal_slice {
  std::vector<storage::index_change> changes;  // each account once, as it is now
  std::uint64_t to = 0;                        // the last number that was looked at
  bool truncated = false;  // numbers are missing: retention was quicker than the index
};
outcome<journal_slice> read_journal(const storage::snapshot& reading, tenant_number tenant,
                                    std::uint64_t after);

struct account_slice {
  std::vector<storage::index_change> accounts;  // ascending
  account_number to;                            // the last that was looked at
  bool last = false;                            // there are no more
};
outcome<account_slice> read_accounts(const storage::snapshot& reading, tenant_number tenant,
                                     account_number after);

}  // namespace atrium::actors
