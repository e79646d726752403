// What the index of lists is told, read from the store slice by slice: the snapshot is let go in
// between, so that no pages are held for long. No CAF, no threads.
#pragma once

#include <vector>

#include "protocol/lists/columns.hpp"
#include "protocol/records/numbers.hpp"
#include "storage/index/list_index.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

// Accounts looked at in one go.
inline constexpr std::size_t index_slice = 1'000;
// Journal entries looked at in one go: the index takes many at once faster than few.
inline constexpr std::size_t journal_slice_entries = 8'000;

// The columns of the mixins of a tenant's customers, as its newest definition has them. A column
// stands for one path and type for ever, so that one who knows this can also make entries of the
// columns that a space was begun with by an older definition.
struct defined_columns {
  std::vector<records::indexed_property> ever;  // also those that are not indexed any more
  std::vector<lists::column> indexed;           // ascending
};
outcome<defined_columns> read_columns(const storage::snapshot& reading, tenant_number tenant);

// By what entries are made: for the space under construction, and, of what changes, for both
// spaces.
std::vector<lists::list_column> built_columns(const defined_columns& all,
                                              const storage::index_standing& has);
std::vector<lists::list_column> told_columns(const defined_columns& all,
                                             const storage::index_standing& has);

// What has changed since the index stood at `after`; there must be something.
struct journal_slice {
  // Each account once, as it is now, in the columns that may have changed. Who has changed in none
  // is left out.
  std::vector<storage::index_change> changes;
  std::uint64_t to = 0;    // the last number that was looked at
  bool truncated = false;  // numbers are missing: retention was quicker than the index
  bool redefined = false;  // of the tenant's mixins
};
outcome<journal_slice> read_journal(const storage::snapshot& reading, tenant_number tenant,
                                    std::uint64_t after,
                                    std::span<const lists::list_column> of_mixins);

// The accounts in all of their columns, as they are now.
std::vector<storage::index_change> read_whole(const storage::snapshot& reading,
                                              tenant_number tenant,
                                              std::span<const account_number> accounts,
                                              std::span<const lists::list_column> of_mixins);

struct account_slice {
  std::vector<storage::index_change> accounts;  // ascending
  account_number to;                            // the last that was looked at
  bool last = false;                            // there are no more
};
outcome<account_slice> read_accounts(const storage::snapshot& reading, tenant_number tenant,
                                     account_number after,
                                     std::span<const lists::list_column> of_mixins);

}  // namespace atrium::actors
