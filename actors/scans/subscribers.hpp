// Who has confirmed a newsletter, as newsletter.subscribers shows each. No CAF.
#pragma once

#include "actors/scans/scan.hpp"

namespace atrium::actors {

// Appends the subscription of the customer, whose record is `stored`; false if by now he does not
// want it any more: the store is newer than the index.
outcome<bool> append_subscriber(const shown_subscriptions& wanted, account_number account,
                                std::string_view stored, const tenant_view& tenant,
                                const storage::snapshot& store, wire::buffer& into);

}  // namespace atrium::actors
