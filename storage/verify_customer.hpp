// The parts of one customer against his profile and the journal. Private to storage/.
#pragma once

#include <functional>
#include <string>

#include "protocol/records/customer.hpp"
#include "storage/keys.hpp"
#include "storage/snapshot.hpp"
#include "storage/verify.hpp"

namespace atrium::storage {

// What the journal tells, as it was read before.
struct told_by_journal {
  // The version of the newest change of an object that is still there; nothing if none is told.
  std::function<std::optional<std::int64_t>(std::string_view kind, const std::string& name)> newest;
  std::uint64_t first_seq = 0;  // of the tenant; above last_seq where it has none
  std::uint64_t last_seq = 0;
};

// The word and the name by which a part is found in the journal: kind "address", name "17/a1".
std::string part_name(account_number account, std::string_view id);

// That a record of that kind and id has the version of its newest change that the journal tells of.
std::optional<breach> check_told_version(const told_by_journal& told, const row& found,
                                         std::string_view kind, account_number account,
                                         std::string_view id, std::int64_t version);

// Counts agree with what is there, default pointers point to addresses that exist (I12), parts are
// at the versions that the journal tells of, and the history is what the journal says, as far as
// both have it (I6).
std::optional<breach> verify_customer(const snapshot& now, tenant_number tenant,
                                      account_number account, const records::customer& profile,
                                      const told_by_journal& told);

// Nothing is left of one who was removed, so there is nothing to compare.
bool is_erased_or_gone(const snapshot& now, tenant_number tenant, account_number account);

// From the index's side: a token is the newest of a session that is there, or that of a link (I9).
std::optional<breach> verify_token(const snapshot& now, const row& found);

}  // namespace atrium::storage
