// The staff's own door (security.md 7, 8, 11), and what others do for one who stands before it.
#include "actors/account/decide.hpp"
#include "actors/account/identity/guessing.hpp"
#include "actors/account/identity/invitations.hpp"
#include "actors/account/identity/passwords.hpp"
#include "actors/account/identity/proofs.hpp"
#include "actors/account/identity/sessions.hpp"
#include "actors/tenant/rights.hpp"
#include "protocol/identity/totp.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/methods/staff.hpp"

namespace atrium::actors {
namespace {

using records::staff;
using records::staff_credentials;

constexpr std::size_t totp_secret_bytes = 20;  // RFC 4226 4, R6

error not_there() { return refusal(errc::not_found, "there is no such member of staff", "staff"); }

decision change_of_staff(const account_state& now, const decide_context& in) {
  decision made;
  made.changes.tenant = in.tenant.number;
  made.answer_shows_customer = false;
  made.after = now;
  made.changes.expectations.push_back(
      {storage::expectation::kind::at_version, storage::table::records,
       std::string(storage::staff_key(in.tenant.number, in.account).view()),
       static_cast<std::uint64_t>(in.tenant.find_staff(in.account)->version)});
  made.blame.emplace_back();
  return made;
}

void put_credentials(decision& made, staff_credentials after, const decide_context& in) {
  put_next(made, credentials_key(in.tenant.number, in.account), &account_parts::credentials,
           std::move(after));
}

// `reason`: as the caller said; nothing of one who has not shown who he is.
void tell_of(decision& made, const staff& who, std::string kind, std::string principal,
             std::optional<std::string> reason, const decide_context& in) {
  tell(made.changes, in.tenant.number,
       {.time = in.now_ms,
        .kind = std::move(kind),
        .object = who.id,
        .principal = std::move(principal),
        .site = in.options.site,
        .reason = std::move(reason)},
       in.source);
}

void tell_of(decision& made, const staff& who, std::string kind, const decide_context& in) {
  tell_of(made, who, std::move(kind), in.caller.name(), in.options.reason, in);
}

decision done(decision made) {
  made.answer = unfinished_result(methods::no_result{});
  return made;
}

// He whose session the call is made in, which may have ended on the way.
outcome<const staff*> himself(const account_state& now, const decide_context& in) {
  const staff* who = in.tenant.find_staff(in.account);
  const bool good = who && !who->disabled && in.caller.is_staff() &&
                    in.caller.number == in.account.value && in.caller.shut_out == who->shut_out &&
                    now.parts.sessions->contains(in.caller.session);
  if (!good) return refusal(errc::unauthenticated);
  return who;
}

std::optional<error> refuse_password(const secret& password, const std::string& path,
                                     const staff* who, const decide_context& in) {
  const auto good = check_new_password(password, in.tenant, nullptr,
                                       who ? std::optional(who->username) : std::nullopt);
  if (good) return {};
  return refusal(good.failure().code, good.failure().message, path);
}

std::optional<error> refuse_new_password(const secret& next, const secret& last, const staff* who,
                                         const decide_context& in) {
  if (next.reveal() == last.reveal())
    return refusal(errc::weak_password, "it is the password that he has", "new_password");
  return refuse_password(next, "new_password", who, in);
}

// A wrong password, or a wrong code: nobody hears which.
outcome<decision> failed(const account_state& now, const decide_context& in) {
  auto made = failed_guess(now, {}, in);
  const staff* who = in.tenant.find_staff(in.account);
  if (made && who) tell_of(*made, *who, "staff.login_failed", "staff:" + who->id, {}, in);
  return made;
}

// Takes the code if it is one of the secret and later than the last that was taken.
bool take_code(const secret& typed, std::string_view sealed, staff_credentials& after,
               const decide_context& in) {
  const auto key = in.mails->open(credentials_key(in.tenant.number, in.account), sealed);
  if (!key) return false;
  const auto step = identity::totp_matching_step(key->reveal(), typed.reveal(), in.now_ms, {});
  if (!step || *step <= after.totp_step) return false;
  after.totp_step = *step;
  return true;
}

void put_password(decision& made, staff_credentials after, bool must_change,
                  const decide_context& in) {
  after.hash = in.password_hash;
  after.set_at = in.now_ms;
  after.must_change = must_change;
  put_credentials(made, std::move(after), in);
  end_invitation(made, in);
}

// A password that he gets without the one before it: sessions and failed logins end.
decision given_password(const account_state& now, bool must_change, const decide_context& in) {
  decision made = change_of_staff(now, in);
  end_sessions(made, {}, in);
  records::login_guard guard = guard_of(now);
  guard.failures = 0;
  put_guard(made, std::move(guard), in);
  put_password(made, now.parts.credentials->record, must_change, in);
  return made;
}

// Those begun before he was last shut out are void already; now they go.
void end_void_sessions(decision& made, const staff& who, const decide_context& in) {
  const std::shared_ptr<const session_book> before = made.after.parts.sessions;
  for (const auto& [number, each] : *before)
    if (each.record.shut_out != who.shut_out) end_session(made, number, in);
}

}  // namespace

std::optional<error> refuse_guess(const methods::staff_login& asked, const account_state& now,
                                  int under_way, const decide_context& in) {
  if (asked.new_password)
    if (auto weak = refuse_new_password(*asked.new_password, asked.password, nullptr, in))
      return weak;
  return refuse_guess(now, under_way, in);
}

std::optional<error> refuse_guess(const methods::staff_change_password& asked,
                                  const account_state& now, int under_way,
                                  const decide_context& in) {
  const auto who = himself(now, in);
  if (!who) return who.failure();
  if (auto weak = refuse_new_password(asked.new_password, asked.password, *who, in)) return weak;
  return refuse_guess(now, under_way, in);
}

std::optional<error> refuse_guess(const methods::staff_enroll_totp&, const account_state& now,
                                  int under_way, const decide_context& in) {
  if (const auto who = himself(now, in); !who) return who.failure();
  return refuse_guess(now, under_way, in);
}

std::optional<error> refuse_reset(const methods::staff_reset_password& asked,
                                  const decide_context& in) {
  const staff* who = in.tenant.find_staff(in.account);
  if (!who) return not_there();
  if (!has_rights(in.tenant, in.caller, *who)) return gives_too_much("staff");
  return refuse_password(asked.password, "password", who, in);
}

std::optional<error> refuse_acceptance(const methods::staff_accept_invitation& asked,
                                       const account_state& now, const decide_context& in) {
  if (!is_invited(asked.token, now, in)) return bad_token("token");
  return refuse_password(asked.password, "password", in.tenant.find_staff(in.account), in);
}

outcome<decision> decide(const methods::staff_login& asked, const account_state& now,
                         const decide_context& in) {
  const staff* who = in.tenant.find_staff(in.account);
  if (!in.password_right || !who || who->disabled) return failed(now, in);
  staff_credentials after = now.parts.credentials->record;
  if (after.totp && !(asked.totp && take_code(*asked.totp, *after.totp, after, in)))
    return failed(now, in);
  decision made = change_of_staff(now, in);
  if (after.must_change && !asked.new_password) {
    tell_of(made, *who, "staff.login_failed", "staff:" + who->id, {}, in);
    made.then_refuse = login_refused("must_change_password");
    return made;
  }
  records::login_guard guard = guard_of(now);
  forget_failures(guard, {}, in.now_ms);
  if (asked.new_password)
    end_sessions(made, {}, in);
  else
    end_void_sessions(made, *who, in);
  const staff_session begun = begin_staff_session(made, guard, who->shut_out, in);
  put_guard(made, std::move(guard), in);
  // Put whether or not it changes: a login expects the password to be the one that was right.
  if (in.password_hash.empty())
    put_credentials(made, after, in);
  else
    put_password(made, after, false, in);
  methods::staff_login::result answer{
      .staff_token = begun.token,
      .idle_expires_at = begun.idle_expires_at,
      .expires_at = begun.expires_at,
      .totp_needed = in.tenant.tenant.staff_totp_required && !after.totp};
  wire::buffer shown;
  fields::show<staff>(shown, fields::encode_tagged(*who));
  answer.staff.bytes = shown.take();
  made.answer = unfinished_result(answer);
  tell_of(made, *who, "staff.logged_in", "staff:" + who->id, in.options.reason, in);
  return made;
}

outcome<decision> decide(const methods::staff_logout&, const account_state& now,
                         const decide_context& in) {
  const auto who = himself(now, in);
  if (!who) return who.failure();
  decision made = change_of_staff(now, in);
  made.changes.may_use_reserve = true;
  end_session(made, in.caller.session, in);
  return done(std::move(made));
}

outcome<decision> decide(const methods::staff_end_sessions& asked, const account_state& now,
                         const decide_context& in) {
  const auto who = himself(now, in);
  if (!who) return who.failure();
  decision made = change_of_staff(now, in);
  made.changes.may_use_reserve = true;
  const auto ended = end_sessions(made, asked, in.caller.session, in);
  if (!ended) return ended.failure();
  made.answer = unfinished_result(*ended);
  return made;
}

outcome<decision> decide(const staff_session_use& used, const account_state& now,
                         const decide_context& in) {
  if (const auto who = himself(now, in); !who) return who.failure();
  decision made = change_of_staff(now, in);
  prolong_staff_session(made, used.session, in);
  return done(std::move(made));
}

outcome<decision> decide(const methods::staff_change_password&, const account_state& now,
                         const decide_context& in) {
  const auto who = himself(now, in);
  if (!who) return who.failure();
  if (!in.password_right) return failed(now, in);
  decision made = change_of_staff(now, in);
  records::login_guard guard = guard_of(now);
  forget_failures(guard, {}, in.now_ms);
  put_guard(made, std::move(guard), in);
  end_sessions(made, in.caller.session, in);
  put_password(made, now.parts.credentials->record, false, in);
  tell_of(made, **who, "staff.password_changed", in);
  return done(std::move(made));
}

outcome<decision> decide(const methods::staff_enroll_totp&, const account_state& now,
                         const decide_context& in) {
  const auto who = himself(now, in);
  if (!who) return who.failure();
  if (!in.password_right) return failed(now, in);
  decision made = change_of_staff(now, in);
  std::string key(totp_secret_bytes, '\0');
  in.world->random_bytes({reinterpret_cast<unsigned char*>(key.data()), key.size()});
  staff_credentials after = now.parts.credentials->record;
  after.totp_new = in.mails->seal(credentials_key(in.tenant.number, in.account), key);
  put_credentials(made, std::move(after), in);
  const secret uri = identity::totp_uri(key, in.tenant.tenant.title, (*who)->username, {});
  made.answer = unfinished_result(methods::staff_enroll_totp::result{
      .secret = identity::to_base32(key), .uri = std::string(uri.reveal())});
  return made;
}

outcome<decision> decide(const methods::staff_confirm_totp& asked, const account_state& now,
                         const decide_context& in) {
  const auto who = himself(now, in);
  if (!who) return who.failure();
  staff_credentials after = now.parts.credentials->record;
  if (!after.totp_new) return refusal(errc::invalid_credentials);
  after.totp_step = 0;  // of the new secret none was taken
  if (!take_code(asked.totp, *after.totp_new, after, in)) return refusal(errc::invalid_credentials);
  after.totp = std::exchange(after.totp_new, std::nullopt);
  decision made = change_of_staff(now, in);
  end_sessions(made, in.caller.session, in);
  put_credentials(made, std::move(after), in);
  tell_of(made, **who, "staff.totp_confirmed", in);
  return done(std::move(made));
}

outcome<decision> decide(const methods::staff_remove_totp&, const account_state& now,
                         const decide_context& in) {
  const staff* who = in.tenant.find_staff(in.account);
  if (!who) return not_there();
  if (!has_rights(in.tenant, in.caller, *who)) return gives_too_much("staff");
  decision made = change_of_staff(now, in);
  made.changes.may_use_reserve = true;
  staff_credentials after = now.parts.credentials->record;
  if (!after.totp && !after.totp_new) return done(std::move(made));
  after.totp.reset();
  after.totp_new.reset();
  put_credentials(made, std::move(after), in);
  tell_of(made, *who, "staff.totp_removed", in);
  return done(std::move(made));
}

outcome<decision> decide(const methods::staff_unlock&, const account_state& now,
                         const decide_context& in) {
  const staff* who = in.tenant.find_staff(in.account);
  if (!who) return not_there();
  decision made = change_of_staff(now, in);
  records::login_guard guard = guard_of(now);
  if (guard.failures == 0) return done(std::move(made));
  guard.failures = 0;
  put_guard(made, std::move(guard), in);
  tell_of(made, *who, "staff.unlocked", in);
  return done(std::move(made));
}

outcome<decision> decide(const methods::staff_reset_password& asked, const account_state& now,
                         const decide_context& in) {
  if (auto refused = refuse_reset(asked, in)) return *std::move(refused);
  const staff& who = *in.tenant.find_staff(in.account);
  decision made = given_password(now, true, in);
  tell_of(made, who, "staff.password_reset", in);
  return done(std::move(made));
}

outcome<decision> decide(const methods::staff_invite&, const account_state& now,
                         const decide_context& in) {
  const staff* who = in.tenant.find_staff(in.account);
  if (!who) return not_there();
  if (!has_rights(in.tenant, in.caller, *who)) return gives_too_much("staff");
  if (who->disabled) return refusal(errc::invalid_field, "staff: he is disabled", "staff");
  const stored_part<staff_credentials>& has = *now.parts.credentials;
  if (!has.record.hash.empty() && !has.record.must_change)
    return refusal(errc::invalid_field, "staff: he has a password of his own", "staff");
  decision made = change_of_staff(now, in);
  expect_part(made, credentials_key(in.tenant.number, in.account), has.record.version,
              has.checksum);
  if (auto sent = invite(made, *who, in); !sent) return sent.failure();
  tell_of(made, *who, "staff.invited", in);
  return done(std::move(made));
}

outcome<decision> decide(const methods::staff_accept_invitation& asked, const account_state& now,
                         const decide_context& in) {
  if (auto refused = refuse_acceptance(asked, now, in)) return *std::move(refused);
  const staff& who = *in.tenant.find_staff(in.account);
  decision made = given_password(now, false, in);
  tell_of(made, who, "staff.invitation_accepted", "staff:" + who.id, {}, in);
  return done(std::move(made));
}

}  // namespace atrium::actors
