// A guest who is registered by his order (features.md A9 to A11): orders.record with `register`, in
// the commit that records the order. No CAF, no threads, no files.
#pragma once

#include "actors/account/decision.hpp"

namespace atrium::actors {

// Whether the order registers its buyer: not where nobody asks for it, or he is registered already.
// Refused as customers.record_guest is, as the site of the order wants it; and where he would log
// in at other sites than that. Whether the caller may, and whether the e-mail is free, is not
// looked at.
outcome<bool> registers_buyer(const methods::orders_record& command, const records::customer& buyer,
                              const tenant_view& tenant);

// Of one whom registers_buyer tells of: his logins are taken, and he is mailed a link to choose a
// password, or nothing comes of it. Links, counts and mails must be loaded.
outcome<decision> register_buyer(const account_state& now, const decide_context& in);

}  // namespace atrium::actors
