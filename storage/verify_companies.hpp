// Companies, and the customers who are assigned to them. Private to storage/.
#pragma once

#include "protocol/records/company.hpp"
#include "protocol/records/customer.hpp"
#include "storage/keys.hpp"
#include "storage/snapshot.hpp"
#include "storage/verify.hpp"

namespace atrium::storage {

// It has the number of its key, its state is one of those that there are, its legal entities have
// ids of their own, its external id leads to it, and it stands in the lists' orders where it says.
std::optional<breach> verify_company(const snapshot& now, const row& found);

// From the index's side: the company of this number has the id or external id, or stands at the
// place in an order, that the key says.
bool is_entry_of_company(const snapshot& now, std::uint64_t number, std::string_view unique_key);

// Whoever buys for companies buys for some that are there (I13), each named once, and not for too
// many; and is something only at these.
std::optional<breach> verify_assignments(const snapshot& now, tenant_number tenant,
                                         account_number account, const records::customer& profile);

}  // namespace atrium::storage
