// For whom a call is made that bears a shopper's token, and whose account a shopper's own door
// leads to (security.md 7-11).
#pragma once

#include "actors/session/context.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/list.hpp"

namespace atrium::actors {

// Puts the shopper of `call.shopper` into the call. Refuses a token that is not good (any more), a
// method that is not for shoppers, and one that is for nobody else without a token.
outcome<nothing> take_shopper(const methods::definition& method, call_context& call);

// Whose login it is; an account that no customer has if it is nobody's (actors/account/strangers).
outcome<account_number> account_of(const methods::shopper_login& asked, const call_context& call);
outcome<account_number> account_of(const methods::shopper_refresh& asked, const call_context& call);
// Whose e-mail it is, likewise.
outcome<account_number> account_of(const methods::shopper_request_password_reset& asked,
                                   const call_context& call);
outcome<account_number> account_of(const methods::shopper_request_verification& asked,
                                   const call_context& call);
// Whom the link was mailed to.
outcome<account_number> account_of(const methods::shopper_reset_password& asked,
                                   const call_context& call);
outcome<account_number> account_of(const methods::shopper_verify_email& asked,
                                   const call_context& call);
outcome<account_number> account_of(const methods::shopper_confirm_email_change& asked,
                                   const call_context& call);

// The shopper of the token, or whom the call names: a client that has none of the rights names
// nobody but the shopper.
outcome<account_number> own_or_named(const std::optional<methods::customer_reference>& named,
                                     methods::scope_set rights, const call_context& call);
outcome<account_number> account_of(const methods::customers_claim_guests& asked,
                                   const call_context& call);
// Whose e-mail it is, an account that no customer has if it is nobody's.
outcome<account_number> account_of(const methods::newsletter_subscribe& asked,
                                   const call_context& call);
outcome<account_number> account_of(const methods::newsletter_confirm& asked,
                                   const call_context& call);
outcome<account_number> account_of(const methods::newsletter_unsubscribe& asked,
                                   const call_context& call);

}  // namespace atrium::actors
