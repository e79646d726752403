#include "actors/account/identity/proofs.hpp"

#include "actors/account/identity/guessing.hpp"
#include "actors/account/identity/sessions.hpp"
#include "actors/account/identity/strangers.hpp"
#include "actors/account/identity/tokens.hpp"
#include "actors/account/mails.hpp"

namespace atrium::actors {

using records::customer;

outcome<std::uint64_t> own_session(const account_state& now, const decide_context& in) {
  const auto found = existing(now);
  if (!found || !in.shopper || !now.parts.sessions->contains(in.shopper->session))
    return bad_token("call.shopper");
  return in.shopper->session;
}

namespace {

// Once for a lock, since none is counted that comes after it. One who could not log in with another
// password either is not told that it helps.
void tell_of_lock(decision& made, const decide_context& in) {
  if (!in.tenant.tenant.lockout_notice || !is_fully_active(*made.after.profile)) return;
  // He may have no e-mail that is his, or too many mails already: the lock does not wait for that.
  (void)order_mail(made, {.purpose = mailing::purpose::lockout_notice}, in);
}

}  // namespace

outcome<decision> failed_guess(const account_state& now, std::optional<std::size_t> device,
                               const decide_context& in) {
  decision made;
  if (is_stranger(in.account) || storage::is_staff(in.account)) {
    made.changes.tenant = in.tenant.number;
    made.after = now;
  } else if (existing(now)) {
    made = change_of(now, in);
  } else {
    return refusal(errc::invalid_credentials);
  }
  records::login_guard guard = guard_of(now);
  const guess_policy policy = guess_policy_of(in.tenant);
  const bool was_locked = guard.failures >= policy.max;
  count_failure(guard, device, policy, in.now_ms);
  std::vector<std::string> names;
  if (now.profile && !device) {
    customer after = *now.profile;
    after.locked_until = waits_until(guard, policy, in.now_ms);
    if (after.locked_until != now.profile->locked_until) {
      names.emplace_back("locked_until");
      put_profile(made, std::move(after), in);
    }
  }
  // Of nobody nothing is kept: what was typed may be a password in the wrong field, and whoever
  // makes up names would fill the disk.
  if (now.profile && !was_locked && guard.failures >= policy.max) tell_of_lock(made, in);
  if (now.profile) audit(made, {.action = "customer.login_failed", .fields_changed = names}, in);
  put_guard(made, std::move(guard), in);
  made.then_refuse = refusal(errc::invalid_credentials);
  return made;
}

error login_refused(std::string_view reason) {
  error refused = refusal(errc::login_refused);
  refused.data.emplace_back("reason", std::string(reason));
  return refused;
}

bool must_change_password(const customer& who) {
  return who.password == records::password_state::must_change ||
         who.password == records::password_state::initial;
}

}  // namespace atrium::actors
