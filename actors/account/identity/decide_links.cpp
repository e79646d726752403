// What links in mails are asked for and good for (security.md 9, 10; features.md S5, S6, V5).
#include <utility>

#include "actors/account/belongings/newsletter.hpp"
#include "actors/account/decide.hpp"
#include "actors/account/identity/guessing.hpp"
#include "actors/account/identity/invitations.hpp"
#include "actors/account/identity/links.hpp"
#include "actors/account/identity/proofs.hpp"
#include "actors/account/identity/sessions.hpp"
#include "actors/account/identity/strangers.hpp"
#include "actors/account/names.hpp"
#include "protocol/identity/email.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/methods/links.hpp"

namespace atrium::actors {
namespace {

using records::customer;
using records::link_purpose;

bool is_registered(const account_state& now) {
  return existing(now) && now.profile->kind == records::customer_kind::registered;
}

// What is sent is nobody's to know but the address's. So there is a commit in any case: one that is
// heard of after a flush tells, too.
decision asked_by_anybody(const account_state& now, std::optional<link_purpose> sends,
                          const decide_context& in) {
  decision made;
  if (now.profile) {
    made = change_of(now, in);
  } else {
    made.changes.tenant = in.tenant.number;
    made.after = now;
  }
  if (!sends || !send_link(made, *sends, in)) put_guard(made, guard_of(now), in);
  made.answer = unfinished_result(methods::no_result{});
  return made;
}

// The customer as he is after the change, from the answer's and the journal's point of view.
void finish(decision& made, customer after, std::string event, std::vector<std::string> names,
            const customer& before, const decide_context& in) {
  ++after.version;
  const std::int64_t version = after.version;
  put_profile(made, std::move(after), in);
  move_logins(made, before, *made.after.profile, in);
  tell(made, {.kind = std::move(event), .version = version, .fields_changed = std::move(names)},
       in);
  made.answer = unfinished_result(methods::no_result{});
}

// Who got the mail has the address.
void verify(customer& who, bool another_address, std::vector<std::string>& names,
            const decide_context& in) {
  if (!std::exchange(who.verified, true))
    names.emplace_back("verified");
  else if (!another_address)
    return;
  who.verified_at = in.now_ms;
  names.emplace_back("verified_at");
}

// The customer that the call names, written to because somebody of the shop, or he himself, asks.
outcome<decision> write_to(const account_state& now, link_purpose purpose,
                           const decide_context& in) {
  decision made = change_of(now, in);
  if (auto sent = send_link(made, purpose, in); !sent) return sent.failure();
  made.answer = unfinished_answer<customer>(fields::encode_tagged(*now.profile),
                                            shown_to_caller<customer>(in));
  return made;
}

}  // namespace

std::optional<error> refuse_guess(const methods::shopper_request_email_change&,
                                  const account_state& now, int under_way,
                                  const decide_context& in) {
  if (auto session = own_session(now, in); !session) return session.failure();
  return refuse_guess(now, under_way, in);
}

outcome<decision> decide(const methods::shopper_request_password_reset&, const account_state& now,
                         const decide_context& in) {
  if (!is_stranger(in.account) && !existing(now))  // left on the way
    return refusal(errc::overloaded);
  return asked_by_anybody(
      now, is_registered(now) ? std::optional(link_purpose::reset_password) : std::nullopt, in);
}

outcome<decision> decide(const methods::shopper_request_verification&, const account_state& now,
                         const decide_context& in) {
  if (!is_stranger(in.account) && !existing(now)) return refusal(errc::overloaded);
  const bool sends = is_registered(now) && !now.profile->verified;
  return asked_by_anybody(now, sends ? std::optional(link_purpose::verify_email) : std::nullopt,
                          in);
}

outcome<decision> decide(const methods::shopper_reset_password& asked, const account_state& now,
                         const decide_context& in) {
  const auto link =
      redeemable(asked.token, {link_purpose::reset_password, link_purpose::set_password}, now, in);
  if (!link) return link.failure();
  const customer& before = *now.profile;
  decision made = change_of(now, in);
  customer after = before;
  std::vector<std::string> names;
  end_sessions(made, {}, in);
  take_new_password(made, after, names, in);
  verify(after, false, names, in);
  finish(made, std::move(after), "customer.password_changed", std::move(names), before, in);
  return made;
}

outcome<decision> decide(const methods::shopper_verify_email& asked, const account_state& now,
                         const decide_context& in) {
  const auto link = redeemable(asked.token, {link_purpose::verify_email}, now, in);
  if (!link) return link.failure();
  const customer& before = *now.profile;
  decision made = change_of(now, in);
  customer after = before;
  std::vector<std::string> names;
  end_link(made, (*link)->first, in);
  verify(after, false, names, in);
  finish(made, std::move(after), "customer.verified", std::move(names), before, in);
  return made;
}

outcome<decision> decide(const methods::shopper_request_email_change& asked,
                         const account_state& now, const decide_context& in) {
  const outcome<identity::email> email = identity::canonical_email(asked.new_email);
  if (!email) return refusal(email.failure().code, email.failure().message, "new_email");
  if (auto own = own_session(now, in); !own) return own.failure();
  if (!in.password_right) return failed_guess(now, {}, in);
  const customer& before = *now.profile;
  if (before.email_key == email->canonical)
    return refusal(errc::invalid_field, "new_email: it is the one that he has", "new_email");
  decision made = change_of(now, in);
  customer after = before;
  after.pending_email = email->shown;
  after.pending_email_key = email->canonical;
  ++after.version;
  const std::int64_t version = after.version;
  made.answer = unfinished_answer<customer>(put_profile(made, std::move(after), in),
                                            shown_to_caller<customer>(in));
  move_logins(made, before, *made.after.profile, in);
  if (auto sent = send_link(made, link_purpose::change_email, in); !sent) return sent.failure();
  // The limit on notices is no reason to keep him from changing his address.
  (void)order_mail(made,
                   {.purpose = mailing::purpose::email_change_notice,
                    .to = before.email_key,
                    .data = {{"new_email", email->shown}}},
                   in);
  tell(made,
       {.kind = "customer.email_change_requested",
        .version = version,
        .fields_changed = {"pending_email"}},
       in);
  return made;
}

outcome<decision> decide(const methods::shopper_confirm_email_change& asked,
                         const account_state& now, const decide_context& in) {
  const auto link = redeemable(asked.token, {link_purpose::change_email}, now, in);
  if (!link) return link.failure();
  const customer& before = *now.profile;
  decision made = change_of(now, in);
  customer after = before;
  std::vector<std::string> names{"email"};
  after.email = before.pending_email;
  after.email_key = before.pending_email_key;
  forget_pending_email(after, names);
  verify(after, true, names, in);
  end_links(made, in);
  end_sessions(made, {}, in);
  finish(made, std::move(after), "customer.email_changed", std::move(names), before, in);
  return made;
}

outcome<decision> decide(const methods::customers_send_password_link&, const account_state& now,
                         const decide_context& in) {
  if (auto found = existing_at_version(now, in); !found) return found.failure();
  if (!is_registered(now)) return refusal(errc::not_registered);
  return write_to(now,
                  now.profile->password == records::password_state::none
                      ? link_purpose::set_password
                      : link_purpose::reset_password,
                  in);
}

outcome<decision> decide(const methods::customers_resend_verification&, const account_state& now,
                         const decide_context& in) {
  if (auto found = existing_at_version(now, in); !found) return found.failure();
  if (!is_registered(now)) return refusal(errc::not_registered);
  if (now.profile->verified) return refusal(errc::already_verified);
  return write_to(now, link_purpose::verify_email, in);
}

outcome<decision> decide(const expired_links&, const account_state& now, const decide_context& in) {
  if (storage::is_staff(in.account)) return end_expired_invitation(now, in);
  if (auto found = existing(now); !found) return found.failure();
  const customer& before = *now.profile;
  decision made = change_of(now, in);
  made.changes.may_use_reserve = true;
  made.answer = unfinished_result(methods::no_result{});
  bool frees_email = false;
  std::vector<std::uint64_t> newsletters;
  for (const auto& [part, link] : *now.parts.links) {
    if (link.record.expires_at > in.now_ms) continue;
    end_link(made, part, in);
    frees_email |= link.record.purpose == link_purpose::change_email;
    if (link.record.purpose == link_purpose::newsletter)
      newsletters.push_back(storage::site_of_link(part));
  }
  expire_newsletters(made, newsletters, in);
  if (!frees_email) return made;
  customer after = before;
  std::vector<std::string> names;
  forget_pending_email(after, names);
  finish(made, std::move(after), "customer.email_change_expired", std::move(names), before, in);
  return made;
}

}  // namespace atrium::actors
