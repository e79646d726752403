// Companies, and the customers who are assigned to them. Private to storage/.
#pragma once

#include "protocol/records/company.hpp"
#include "protocol/records/customer.hpp"
#include "storage/keys.hpp"
#include "storage/snapshot.hpp"
#include "storage/verify.hpp"

namespace atrium::storage {

// It has the number of its key, its state is one of those that there are, and its legal entities
// have ids of their own.
std::optional<breach> verify_company(const row& found);

// Whoever buys for companies buys for some that are there (I13), each named once, and not for too
// many.
std::optional<breach> verify_assignments(const snapshot& now, tenant_number tenant,
                                         account_number account, const records::customer& profile);

}  // namespace atrium::storage
