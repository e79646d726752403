// Subscriptions to newsletters (features.md G8) as parts of an account: how they are put and found,
// and the token by which they end. No CAF, no threads, no files.
//
// Invariants (storage/verify checks the first two)
//  1. Whoever is found by the hash of an address in the unique index has a subscription with it.
//  2. A profile names the newsletters that are confirmed; what is pending has a link that confirms
//     it.
//  3. Nobody is subscribed who has not redeemed the link that was mailed to the address.
#pragma once

#include "actors/account/decision.hpp"
#include "actors/tenant/view.hpp"

namespace atrium::actors {

const newsletter_book& newsletters_of(const account_state& now);
using newsletter_of_site = newsletter_book::value_type;  // by the site's number
// Told of, but not in his history: anybody may ask, as often as he likes.
void tell_beside_history(decision& made, records::change entry, const decide_context& in);

// By site; puts it with its next version on top of the one that is expected unchanged, or to be
// missing. Returns the version.
std::int64_t keep_newsletter(decision& made, std::uint64_t site, records::newsletter after,
                             const decide_context& in);

// Orders the mail with the link to the address, canonical, and puts what it is to confirm; nothing
// where he is subscribed already. `address_hash`: of a guest who is made of it. Refused as
// order_mail is, and then nothing is added.
outcome<nothing> ask_for_newsletter(decision& made, const methods::newsletter_subscribe& wish,
                                    const std::string& address,
                                    std::optional<std::string> address_hash,
                                    const decide_context& in);

// What lists find him by who has these.
std::optional<std::vector<std::string>> newsletters_in_lists(const newsletter_book& of);
// Puts the profile if that is other than it says; in the commit of what changed it.
void list_newsletters(decision& made, const decide_context& in);

// The links that would have confirmed those of these sites have ended without a click: what was
// only asked for is forgotten, what he had said before holds again. A guest who was made of one of
// them is found by his address as long as he has any. True: he was, and has none left.
bool lapse_newsletters(decision& made, const std::vector<std::uint64_t>& sites,
                       const decide_context& in);
// The same where it is their time that is over: then the e-mail of a guest who has none left, and
// has become nothing else since (no order, no change), goes, too.
void expire_newsletters(decision& made, const std::vector<std::uint64_t>& sites,
                        const decide_context& in);

// What the next subscription of the address is led to its guest by: follows from the address, and
// tells nothing of it without the tenant's key.
std::string newsletter_address_hash(const tenant_view& tenant, realm_number realm,
                                    std::string_view address);
// The hash leads to the new guest, and never ends by itself; if it leads to somebody already, the
// commit comes to nothing.
void take_subscriber(decision& made, std::string_view address_hash, const decide_context& in);
// Frees the hash that a stored subscription has there, if it has one.
void free_subscriber(decision& made, std::string_view stored, tenant_number tenant);

// A merge takes over what a row of `from` says, where he said it later.
outcome<nothing> join_newsletter(decision& made, const account_row& row, const decide_context& in);

// In every mail of a newsletter: made of account and site under the tenant's key, so it is stored
// nowhere and good for ever.
//   atn_<reference>_<site number>_<32 hex digits>
std::string unsubscribe_token(const tenant_view& tenant, account_number account,
                              std::uint64_t site);
struct unsubscription {
  account_number account;
  std::uint64_t site;
};
// Nothing if it is not one of ours.
std::optional<unsubscription> read_unsubscribe_token(const tenant_view& tenant,
                                                     std::string_view token);

}  // namespace atrium::actors
