// Subscriptions to newsletters against the unique index and the journal. Private to storage/.
#pragma once

#include "storage/verify_customer.hpp"

namespace atrium::storage {

// A row of `customer_item::newsletter`: it says when what it says was said, whoever was made of it
// is found by his address, and it has the version that the journal tells of.
std::optional<breach> verify_newsletter(const snapshot& now, const row& found,
                                        const record_name& at, const told_by_journal& told);

// His profile names those that he has confirmed, and no others.
std::optional<breach> verify_listed_newsletters(const snapshot& now, tenant_number tenant,
                                                account_number account,
                                                const records::customer& profile);

// From the index's side: a subscription of the account has this hash of an address.
bool is_subscriber(const snapshot& now, tenant_number tenant, account_number account,
                   std::string_view address_hash);

}  // namespace atrium::storage
