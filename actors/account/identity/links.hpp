// One-time links (security.md 9), as parts of a customer's account, or of a member of staff's: made
// with the mail that brings them, redeemed with what they are good for, in the same commit. No CAF,
// no threads, no files.
//
// Invariants (storage/verify checks them)
//  1. A link in the unique index is one that its account has; there is one for each purpose, of
//     newsletters one for each site.
//  2. An e-mail is pending as long as there is a link that confirms it, and reserved as long.
#pragma once

#include "actors/account/decision.hpp"
#include "actors/account/identity/tokens.hpp"
#include "actors/account/mails.hpp"
#include "protocol/methods/links.hpp"

namespace atrium::actors {

// Orders the mail that brings a new link to the customer of the next state, and puts the link, to
// his e-mail or, of change_email, to the pending one; the one before it ends. Refused as order_mail
// is, and then nothing is added. Links, counts and mails must be loaded, but for one who is being
// made.
outcome<nothing> send_link(decision& made, records::link_purpose purpose, const decide_context& in);

// The same of the link that confirms the newsletter of a site, by its number, to an address,
// canonical.
outcome<nothing> send_newsletter_link(decision& made, std::uint64_t site,
                                      const std::string& address, const decide_context& in);

// The account's link of that token, if it is good for one of the purposes, and the caller acts for
// its site, or else the customer's; else bad_token("token"). It lives as long as `now` does.
using link_of_account = link_book::value_type;  // by storage::link_part
outcome<const link_of_account*> redeemable(const secret& token,
                                           std::initializer_list<records::link_purpose> purposes,
                                           const account_state& now, const decide_context& in);

// Puts a link that a mail brings in the place of the one before it of that storage::link_part.
void put_link(decision& made, std::uint64_t part, records::one_time_link link,
              const decide_context& in);
// How long a link of the purpose is good.
std::int64_t lifetime_of(records::link_purpose purpose);

// Ends the link of that storage::link_part, if there is one.
void end_link(decision& made, std::uint64_t part, const decide_context& in);
// Gives up an e-mail that is pending, and says so in `names`; its reservation goes by move_logins.
void forget_pending_email(records::customer& of, std::vector<std::string>& names);
// Ends all, and with them the newsletters that they would have confirmed. Whoever does so leaves no
// e-mail pending.
void end_links(decision& made, const decide_context& in);
// Of one who is not there any more: what a link's row has in the unique index.
void free_link(decision& made, std::string_view stored_link, tenant_number tenant);

// The password of the call in the place of the one he has: known devices, failed logins, links (but
// those of newsletters) and what is pending end with it. `names`: of the fields that change.
// Sessions are the caller's to end; logins to move.
void take_new_password(decision& made, records::customer& after, std::vector<std::string>& names,
                       const decide_context& in);

}  // namespace atrium::actors
