// The shopper's own door (security.md 7-11), and customers.unlock.
#include <algorithm>

#include "actors/account/decide.hpp"
#include "actors/account/guessing.hpp"
#include "actors/account/passwords.hpp"
#include "actors/account/sessions.hpp"
#include "actors/account/strangers.hpp"

namespace atrium::actors {
namespace {

using records::customer;

// The account with the session of the call's token, which may have ended on the way.
outcome<std::uint64_t> own_session(const account_state& now, const decide_context& in) {
  const auto found = existing(now);
  if (!found || !in.shopper || !now.parts.sessions->contains(in.shopper->session))
    return bad_token("call.shopper");
  return in.shopper->session;
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

std::optional<std::size_t> device_of(const std::optional<secret>& token,
                                     const records::login_guard& guard) {
  const auto hash = token ? device_hash(token->reveal()) : std::nullopt;
  return hash ? known_device(guard, *hash) : std::nullopt;
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
  count_failure(guard, device, policy, in.now_ms);
  if (now.profile && !device) {
    customer after = *now.profile;
    after.locked_until = waits_until(guard, policy, in.now_ms);
    if (after.locked_until != now.profile->locked_until) put_profile(made, std::move(after), in);
  }
  put_guard(made, std::move(guard), in);
  made.then_refuse = refusal(errc::invalid_credentials);
  return made;
}

error login_refused(std::string_view reason) {
  error refused = refusal(errc::login_refused);
  refused.data.emplace_back("reason", std::string(reason));
  return refused;
}

guess_policy guess_policy_of(const tenant_view& tenant) {
  return {tenant.tenant.login_failures_free, tenant.tenant.login_failures_max};
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
  const records::customer& who = *now.profile;
  const records::site* home = who.home_site ? in.tenant.find_site(*who.home_site) : nullptr;
  if (auto good = check_new_password(asked.new_password, in.tenant, home, who.email_key); !good)
    return refusal(good.failure().code, good.failure().message, "new_password");
  return refuse_guess(guard_of(now), {}, under_way, guess_policy_of(in.tenant), in.now_ms);
}

outcome<decision> decide(const methods::shopper_login& asked, const account_state& now,
                         const decide_context& in) {
  const records::site* site = in.tenant.find_site(asked.site);
  if (!site) return refusal(errc::not_found, "there is no such site", "site");
  records::login_guard guard = guard_of(now);
  const auto device = device_of(asked.device_token, guard);
  if (!in.password_right) return failed_guess(now, device, in);
  const customer& before = *now.profile;
  if (const auto reason = bars_login(before, records::policies_of(in.tenant.tenant, *site)))
    return login_refused(*reason);

  decision made = change_of(now, in);
  forget_failures(guard, device, in.now_ms);
  methods::session_tokens tokens = begin_session(made, guard, asked, in);
  if (!device) {
    const new_token token = make_device_token(*in.world);
    remember_device(guard, token.hash, in.now_ms);
    tokens.device_token = token.text;
  }
  put_guard(made, std::move(guard), in);
  customer after = before;
  after.last_login_at = in.now_ms;
  after.locked_until.reset();
  put_rehashed(made, after, in);
  wire::buffer shown;
  fields::show<customer>(shown, put_profile(made, std::move(after), in),
                         fields::tags_for_shoppers<customer>);
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
  methods::shopper_end_sessions::result done;
  if (!asked.session) {
    done.ended = end_sessions(made, *own, in);
  } else {
    const auto& book = *now.parts.sessions;
    const auto named = std::ranges::find_if(
        book, [&](const auto& each) { return each.second.record.id == *asked.session; });
    if (named == book.end()) return refusal(errc::not_found, "there is no such session", "session");
    end_session(made, named->first, in);
    done.ended = 1;
  }
  made.answer = unfinished_result(done);
  return made;
}

outcome<decision> decide(const methods::shopper_change_password&, const account_state& now,
                         const decide_context& in) {
  const auto own = own_session(now, in);
  if (!own) return own.failure();
  if (!in.password_right) return failed_guess(now, {}, in);
  const customer& before = *now.profile;
  decision made = change_of(now, in);
  records::login_guard guard = guard_of(now);
  forget_failures(guard, {}, in.now_ms);
  guard.devices.clear();  // their tokens end with the password
  put_guard(made, std::move(guard), in);
  end_sessions(made, *own, in);
  replace_password(made, in);
  customer after = before;
  after.password = records::password_state::set;
  after.locked_until.reset();
  ++after.version;
  const std::int64_t version = after.version;
  made.answer = unfinished_answer<customer>(put_profile(made, std::move(after), in),
                                            shown_to_caller<customer>(in));
  tell(made,
       {.kind = "customer.password_changed", .version = version, .fields_changed = {"password"}},
       in);
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
