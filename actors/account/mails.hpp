// Ordering mails to a customer, or a member of staff: whoever decides what causes a mail adds it to
// his decision, so both are in one commit. No CAF, no threads.
#pragma once

#include "actors/account/decision.hpp"

namespace atrium::actors {

// His e-mail in its canonical form, of a guest as of a registered customer; none if he has none.
std::optional<std::string> address_of(const records::customer& who);

struct mail_wish {
  mailing::purpose purpose;
  // To whom, canonical: an address that the store has of him. Without one, his e-mail.
  std::optional<std::string> to = {};
  std::vector<std::pair<std::string, std::string>> data = {};  // beside his names
  std::string_view secret = {};                                // as mail_order has it
  std::optional<std::int64_t> lifetime_ms = {};
  std::optional<std::string> site = {};  // that it speaks for. Without one, his own
};

// Adds the mail for the customer of the next state to the change, and to that state. Counts and
// mails of the account must be loaded (needed_by), but for one who is being made. Refused, and
// nothing is added:
//   missing_field    he has no e-mail; or the site has no storefront_url for a link with a token
//   limit_reached    the tenant's limits on mails for a purpose to an address (security.md 22)
// Whether that refuses the command, or the command goes through without its mail, is the caller's.
outcome<nothing> order_mail(decision& made, const mail_wish& wish, const decide_context& in);

// Adds a mail to the account, of a customer or of a member of staff, likewise; limit_reached as
// above. That there is a link for it is the caller's to know.
outcome<nothing> post(decision& made, const mail_order& order, const decide_context& in);

// The mails of an account that is taken apart, with their places in the outbox: erased, expecting
// each as it was read, for the courier moves them.
void give_up_mails(decision& made, const whole_account& of);

// May log in as far as these two go (features.md S1, S3).
inline bool is_fully_active(const records::customer& who) { return who.active && !who.on_hold; }

}  // namespace atrium::actors
