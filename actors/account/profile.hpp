// Who an account number stands for: the customer, or whom he was merged into.
#pragma once

#include <optional>
#include <string_view>

#include "protocol/outcome.hpp"
#include "protocol/records/customer.hpp"
#include "storage/keys.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

// Of a stored customer: the account that he was merged into. Looks at the record's first pairs
// only.
std::optional<account_number> merged_into(std::string_view stored);

// The profile of the account or of that which it was merged into; none if there is none, `internal`
// if it cannot be read.
outcome<std::optional<records::customer>> profile_of(const storage::snapshot& reading,
                                                     tenant_number tenant, account_number account);

}  // namespace atrium::actors
