// Invitations of staff to the back office (security.md 9): a link by which a member of staff
// chooses his password, for as long as he has none of his own. No CAF, no threads, no files.
//
// It is bound to his e-mail, and to how often he was shut out: whoever changes the one, or disables
// him, need not find the link to void it. Any password that he gets ends it (decide_staff.cpp).
#pragma once

#include "actors/account/decision.hpp"

namespace atrium::actors {

// Why he cannot be invited; nothing if he can:
//   missing_field    he has no e-mail, or the tenant no back_office_url
std::optional<error> refuse_invitation(const records::staff& who, const tenant_view& tenant);

// Mails him, who may be in the making, a new link; the one before it ends. Links, counts and mails
// must be loaded. Refused as above and as post is, and then nothing is added.
outcome<nothing> invite(decision& made, const records::staff& who, const decide_context& in);

// Where it is stored, if he has one.
storage::key invitation_key(tenant_number tenant, account_number account);
// Whether it is good: it may be left of one who was disabled since, or has another e-mail.
bool is_good(const records::one_time_link& invitation, const records::staff& who,
             std::int64_t now_ms);
// Whether the token is that of the account's invitation, and this is good.
bool is_invited(const secret& token, const account_state& now, const decide_context& in);

void end_invitation(decision& made, const decide_context& in);
// The janitor has seen that its time is over.
decision end_expired_invitation(const account_state& now, const decide_context& in);

}  // namespace atrium::actors
