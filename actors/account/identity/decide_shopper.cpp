// The shopper's own door (security.md 7-11), and customers.unlock.
#include <algorithm>

#include "actors/account/decide.hpp"
#include "actors/account/identity/guessing.hpp"
#include "actors/account/identity/links.hpp"
#include "actors/account/identity/passwords.hpp"
#include "actors/account/identity/proofs.hpp"
#include "actors/account/identity/sessions.hpp"
#include "actors/account/identity/strangers.hpp"
#include "actors/account/names.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/methods/shopper.hpp"

namespace atrium::actors {
namespace {

using records::customer;

// He has chosen another: raises the version.
void choose_password(decision& made, customer& after, const decide_context& in) {
  std::vector<std::string> names;
  take_new_password(made, after, names, in);
  ++after.version;
  tell(made,
       {.kind = "customer.password_changed",
        .version = after.version,
        .fields_changed = std::move(names)},
       in);
}

// With the password that was right, hashed as the newest are.
void put_rehashed(decision& made, customer& after, const decide_context& in) {
  if (in.password_hash.empty()) return;
  replace_password(made, in);
  if (after.password == records::password_state::set) return;
  after.password = records::password_state::set;
  ++after.version;
  tell(made, {.kind = "customer.updated", .version = after.version, .fields_changed = {"password"}},
       in);
}

// Somebody knows the password of one who may not log in.
decision barred_login(const account_state& now, std::string_view reason, const decide_context& in) {
  decision made = change_of(now, in);
  audit(made, {.action = "customer.login_failed", .refused = std::string(reason)}, in);
  made.then_refuse = login_refused(reason);
  return made;
}

std::optional<std::size_t> device_of(const std::optional<secret>& token,
                                     const records::login_guard& guard) {
  const auto hash = token ? device_hash(token->reveal()) : std::nullopt;
  return hash ? known_device(guard, *hash) : std::nullopt;
}

}  // namespace

guess_policy guess_policy_of(const tenant_view& tenant) {
  return {tenant.tenant.login_failures_free, tenant.tenant.login_failures_max};
}

std::optional<error> refuse_guess(const account_state& now, int under_way,
                                  const decide_context& in) {
  return refuse_guess(guard_of(now), {}, under_way, guess_policy_of(in.tenant), in.now_ms);
}

std::optional<error> refuse_guess(const methods::shopper_login& asked, const account_state& now,
                                  int under_way, const decide_context& in) {
  const records::login_guard guard = guard_of(now);
  return refuse_guess(guard, device_of(asked.device_token, guard), under_way,
                      guess_policy_of(in.tenant), in.now_ms);
}

std::optional<error> refuse_guess(const methods::shopper_change_password& asked,
                                  const account_state& now, int under_way,
                                  const decide_context& in) {
  if (auto session = own_session(now, in); !session) return session.failure();
  if (auto good = may_take(asked.new_password, "new_password", *now.profile, in); !good)
    return good.failure();
  return refuse_guess(now, under_way, in);
}

outcome<decision> decide(const methods::shopper_login& asked, const account_state& now,
                         const decide_context& in) {
  const records::site* site = in.tenant.find_site(asked.site);
  if (!site) return refusal(errc::not_found, "there is no such site", "site");
  records::login_guard guard = guard_of(now);
  const auto device = device_of(asked.device_token, guard);
  if (!in.password_right) return failed_guess(now, device, in);
  const customer& before = *now.profile;
  customer after = before;
  const bool renews = asked.new_password && must_change_password(before);
  if (renews) after.password = records::password_state::set;
  if (const auto reason = bars_login(after, records::policies_of(in.tenant.tenant, *site)))
    return barred_login(now, *reason, in);
  if (asked.new_password && !renews)
    return refusal(errc::invalid_field, "new_password: his need not be changed", "new_password");

  decision made = change_of(now, in);
  if (renews) {
    choose_password(made, after, in);
    guard = guard_of(made.after);
  }
  forget_failures(guard, device, in.now_ms);
  methods::session_tokens tokens = begin_session(made, guard, asked, in);
  if (!device) {
    const new_token token = make_device_token(*in.world);
    remember_device(guard, token.hash, in.now_ms);
    tokens.device_token = token.text;
  }
  put_guard(made, std::move(guard), in);
  after.last_login_at = in.now_ms;
  after.locked_until.reset();
  if (!renews) put_rehashed(made, after, in);
  wire::buffer shown;
  fields::show<customer>(shown, put_profile(made, std::move(after), in),
                         fields::tags_for_shoppers<customer>);
  if (renews) move_logins(made, before, *made.after.profile, in);
  audit(made, {.action = "customer.logged_in"}, in);
  tokens.customer.emplace().bytes = shown.take();
  made.answer = unfinished_result(tokens);
  return made;
}

outcome<decision> decide(const methods::shopper_refresh& asked, const account_state& now,
                         const decide_context& in) {
  const std::string_view token = asked.refresh_token.reveal();
  const auto found = existing(now);
  const auto parts = take_refresh_apart(token);
  if (!found || !parts) return bad_token("refresh_token");
  for (const auto& [number, each] : *now.parts.sessions) {
    const records::shopper_session& session = each.record;
    if (session.family_hash != parts->family_hash) continue;
    decision made = change_of(now, in);
    if (session.expires_at <= in.now_ms) break;
    if (session.refresh_hash == parts->hash) {
      made.answer = unfinished_result(refresh_session(made, number, token, in));
      audit(made, {.action = "customer.tokens_refreshed"}, in);
      return made;
    }
    if (session.used_refresh_hash == parts->hash && session.grace_until > in.now_ms)
      if (const auto next = open_successors(*session.successors, token)) {
        made.answer = unfinished_result(methods::session_tokens{next->access_token,
                                                                session.access_expires_at,
                                                                next->refresh_token,
                                                                session.expires_at,
                                                                session.id,
                                                                {},
                                                                {}});
        return made;
      }
    // Somebody else has used it: whoever of the two is the thief is out.
    end_session(made, number, in);
    audit(made, {.action = "customer.token_reused"}, in);
    made.then_refuse = bad_token("refresh_token");
    return made;
  }
  return bad_token("refresh_token");
}

outcome<decision> decide(const methods::shopper_logout&, const account_state& now,
                         const decide_context& in) {
  const auto session = own_session(now, in);
  if (!session) return session.failure();
  decision made = change_of(now, in);
  end_session(made, *session, in);
  made.answer = unfinished_result(methods::no_result{});
  made.changes.may_use_reserve = true;
  return made;
}

outcome<decision> decide(const methods::shopper_end_sessions& asked, const account_state& now,
                         const decide_context& in) {
  const auto own = own_session(now, in);
  if (!own) return own.failure();
  decision made = change_of(now, in);
  made.changes.may_use_reserve = true;
  const auto ended = end_sessions(made, asked, *own, in);
  if (!ended) return ended.failure();
  made.answer = unfinished_result(*ended);
  return made;
}

outcome<decision> decide(const methods::shopper_change_password&, const account_state& now,
                         const decide_context& in) {
  const auto own = own_session(now, in);
  if (!own) return own.failure();
  if (!in.password_right) return failed_guess(now, {}, in);
  const customer& before = *now.profile;
  decision made = change_of(now, in);
  end_sessions(made, *own, in);
  customer after = before;
  choose_password(made, after, in);
  made.answer = unfinished_answer<customer>(put_profile(made, std::move(after), in),
                                            shown_to_caller<customer>(in));
  move_logins(made, before, *made.after.profile, in);
  return made;
}

outcome<decision> decide(const methods::customers_unlock&, const account_state& now,
                         const decide_context& in) {
  const auto found = existing_at_version(now, in);
  if (!found) return found.failure();
  const customer& before = **found;
  if (before.kind != records::customer_kind::registered) return refusal(errc::not_registered);
  records::login_guard guard = guard_of(now);
  if (guard.failures == 0) return unchanged(now, before, in);
  customer after = before;
  after.locked_until.reset();
  ++after.version;
  decision made = changed(now, std::move(after), "customer.unlocked", {"locked_until"}, in);
  guard.failures = 0;
  put_guard(made, std::move(guard), in);
  return made;
}

}  // namespace atrium::actors
