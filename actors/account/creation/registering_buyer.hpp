// Buyers who are registered by their order (features.md A9 to A11): where that may be, and of a
// guest who is there already (orders.record with `register`), in the commit that records the order.
// One who is made by it is a creation (customers.record_guest). No CAF, no threads, no files.
#pragma once

#include "actors/account/decision.hpp"

namespace atrium::actors {

// Why nobody registers by an order at the site, which may be none; nothing if somebody may:
//   capability_off   the tenant has no storefront
//   forbidden        the site, or the tenant, says never
std::optional<error> refuse_registering(const records::site* at, const tenant_view& tenant);

// Whether the order registers its buyer: not where nobody asks for it, or he is registered already.
// Refused as above, for the site of the order, and where he would log in at other sites than that
// one. Whether the caller may, and whether the e-mail is free, is not looked at.
outcome<bool> registers_buyer(const methods::orders_record& command, const records::customer& buyer,
                              const tenant_view& tenant);

// Of one whom registers_buyer tells of: his logins are taken, and he is mailed a link to choose a
// password, or nothing comes of it. Links, counts and mails must be loaded.
outcome<decision> register_buyer(const account_state& now, const decide_context& in);

}  // namespace atrium::actors
