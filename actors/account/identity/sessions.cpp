#include "actors/account/identity/sessions.hpp"

#include <algorithm>

#include "actors/account/identity/proofs.hpp"
#include "actors/account/identity/strangers.hpp"
#include "actors/telling.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/methods/assisted.hpp"
#include "protocol/methods/shopper.hpp"

namespace atrium::actors {
namespace {

using records::shopper_session;

void erase_entry(decision& made, const storage::key& of_token) {
  made.changes.erasures.push_back({storage::table::unique, std::string(of_token.view())});
}

storage::key access_key(const shopper_session& of, tenant_number tenant) {
  return of.is_assisted() ? storage::assisted_key(tenant, of.access_hash)
                          : storage::token_key(tenant, of.access_hash);
}

void free_tokens(decision& made, const shopper_session& of, tenant_number tenant) {
  erase_entry(made, access_key(of, tenant));
  if (!of.family_hash.empty()) erase_entry(made, storage::token_key(tenant, of.family_hash));
}

// Nobody ends what has come to its time.
records::change end_of_assistance(const shopper_session& of, const decide_context& in) {
  return {.kind = "assisted.ended",
          .object = of.id,
          .principal = of.expires_at <= in.now_ms ? nobody()->name() : "",
          .acting_staff = of.acting_staff,
          .site = of.site};
}

// Before what it is part of, for the last entry's number is that of the answer.
void tell_of_end(decision& made, const shopper_session& assisted, const decide_context& in) {
  tell(made, end_of_assistance(assisted, in), in);
  const auto to_front = [](auto& log) {
    std::rotate(log.begin(), std::prev(log.end()), log.end());
  };
  to_front(made.changes.journal);
  to_front(made.changes.audit);
}

records::token_purpose purpose_of(const shopper_session& session, account_number of) {
  using enum records::token_purpose;
  if (session.is_assisted()) return assisted;
  return storage::is_staff(of) ? staff : access;
}

// Of a copy, since other decisions may still look at the book.
template <class Change>
void change_book(decision& made, Change&& change) {
  auto book = std::make_shared<session_book>(*made.after.parts.sessions);
  change(*book);
  made.after.parts.sessions = std::move(book);
}

void put_session(decision& made, std::uint64_t number, shopper_session session,
                 const decide_context& in) {
  using records::token_purpose;
  const tenant_number tenant = in.tenant.number;
  const auto put = [&](const storage::key& at, token_purpose purpose, std::int64_t until) {
    made.changes.puts.push_back({storage::table::unique, std::string(at.view()),
                                 fields::encode_tagged(records::token_entry{
                                     .account = static_cast<std::int64_t>(in.account.value),
                                     .session = static_cast<std::int64_t>(number),
                                     .purpose = purpose,
                                     .expires_at = until})});
  };
  put(access_key(session, tenant), purpose_of(session, in.account), session.access_expires_at);
  if (!session.family_hash.empty())
    put(storage::token_key(tenant, session.family_hash), token_purpose::refresh,
        session.expires_at);
  const std::uint64_t checksum =
      put_part(made, storage::session_key(in.tenant.number, in.account, number), session).second;
  change_book(made, [&](session_book& book) { book[number] = {std::move(session), checksum}; });
}

// Expired ones go, and as many more as it takes to make room for one.
void make_room(decision& made, std::int64_t sessions_max, const decide_context& in) {
  const std::shared_ptr<const session_book> before = made.after.parts.sessions;
  for (const auto& [number, each] : *before)
    if (each.record.expires_at <= in.now_ms) end_session(made, number, in);
  const auto rank = [](const auto& each) {
    return std::pair(!each.second.record.is_assisted(), each.second.record.refreshed_at);
  };
  while (!made.after.parts.sessions->empty() &&
         static_cast<std::int64_t>(made.after.parts.sessions->size()) >= sessions_max)
    end_session(made, std::ranges::min_element(*made.after.parts.sessions, {}, rank)->first, in);
}

methods::session_tokens tokens_of(const shopper_session& session, std::string access_token,
                                  std::string refresh_token) {
  return {.access_token = std::move(access_token),
          .access_expires_at = session.access_expires_at,
          .refresh_token = std::move(refresh_token),
          .refresh_expires_at = session.expires_at,
          .session = session.id};
}

void set_times(shopper_session& session, const decide_context& in) {
  session.refreshed_at = in.now_ms;
  session.expires_at = in.now_ms + in.limits.session_ms;
  session.access_expires_at = in.now_ms + in.limits.access_token_ms;
}

}  // namespace

records::login_guard guard_of(const account_state& now) {
  return now.parts.guard ? now.parts.guard->record : records::login_guard{};
}

void put_guard(decision& made, records::login_guard after, const decide_context& in) {
  put_next(made, guard_key(in.tenant.number, in.account), &account_parts::guard, std::move(after));
}

methods::session_tokens begin_session(decision& made, records::login_guard& guard,
                                      const methods::shopper_login& asked,
                                      const decide_context& in) {
  make_room(made, in.limits.sessions, in);
  const new_token access = make_access_token(*in.world);
  const new_token refresh = make_refresh_token(*in.world);
  const auto number = static_cast<std::uint64_t>(++guard.last_session);
  shopper_session session{.id = identity::generated_id(number, identity::generated::session),
                          .site = asked.site,
                          .device = asked.device,
                          .created_at = in.now_ms,
                          .access_hash = access.hash,
                          .family_hash = take_refresh_apart(refresh.text)->family_hash,
                          .refresh_hash = refresh.hash};
  set_times(session, in);
  auto tokens = tokens_of(session, access.text, refresh.text);
  put_session(made, number, std::move(session), in);
  return tokens;
}

assisted_session begin_assisted_session(decision& made, records::login_guard& guard,
                                        const methods::assisted_start& asked,
                                        const decide_context& in) {
  make_room(made, in.limits.sessions, in);
  const new_token token = make_assisted_token(*in.world);
  const auto number = static_cast<std::uint64_t>(++guard.last_session);
  const std::int64_t ends =
      std::min(in.now_ms + records::assisted_session_ms, in.caller.session_expires_at);
  shopper_session session{.id = identity::generated_id(number, identity::generated::session),
                          .site = asked.site,
                          .created_at = in.now_ms,
                          .refreshed_at = in.now_ms,
                          .expires_at = ends,
                          .access_hash = token.hash,
                          .access_expires_at = ends,
                          .acting_staff = in.caller.name(),
                          .reason = asked.reason,
                          .staff = static_cast<std::int64_t>(in.caller.number),
                          .staff_session = static_cast<std::int64_t>(in.caller.session)};
  assisted_session begun{token.text, session.id, ends};
  tell(made,
       {.kind = "assisted.started",
        .object = session.id,
        .acting_staff = session.acting_staff,
        .site = session.site,
        .reason = session.reason},
       in);
  put_session(made, number, std::move(session), in);
  return begun;
}

methods::session_tokens refresh_session(decision& made, std::uint64_t number,
                                        std::string_view used_token, const decide_context& in) {
  const auto& stored = made.after.parts.sessions->at(number);
  expect_part(made, storage::session_key(in.tenant.number, in.account, number),
              stored.record.version, stored.checksum);
  erase_entry(made, access_key(stored.record, in.tenant.number));
  const new_token access = make_access_token(*in.world);
  const new_token refresh = make_refresh_token(*in.world, take_refresh_apart(used_token)->family);
  shopper_session session = stored.record;
  ++session.version;
  session.access_hash = access.hash;
  session.used_refresh_hash = std::exchange(session.refresh_hash, refresh.hash);
  session.successors = seal_successors({access.text, refresh.text}, used_token, *in.world);
  session.grace_until = in.now_ms + in.limits.refresh_grace_ms;
  set_times(session, in);
  auto tokens = tokens_of(session, access.text, refresh.text);
  put_session(made, number, std::move(session), in);
  return tokens;
}

staff_session begin_staff_session(decision& made, records::login_guard& guard,
                                  std::int64_t shut_out, const decide_context& in) {
  make_room(made, staff_sessions_max, in);
  const new_token token = make_staff_token(*in.world, in.tenant.tenant.name);
  const auto number = static_cast<std::uint64_t>(++guard.last_session);
  shopper_session session{.id = identity::generated_id(number, identity::generated::session),
                          .created_at = in.now_ms,
                          .refreshed_at = in.now_ms,
                          .expires_at = in.now_ms + staff_session_ms,
                          .access_hash = token.hash,
                          .access_expires_at = in.now_ms + staff_idle_ms,
                          .shut_out = shut_out};
  staff_session begun{token.text, session.access_expires_at, session.expires_at};
  put_session(made, number, std::move(session), in);
  return begun;
}

void prolong_staff_session(decision& made, std::uint64_t number, const decide_context& in) {
  const auto& stored = made.after.parts.sessions->at(number);
  expect_part(made, storage::session_key(in.tenant.number, in.account, number),
              stored.record.version, stored.checksum);
  shopper_session session = stored.record;
  ++session.version;
  session.refreshed_at = in.now_ms;
  session.access_expires_at = std::min(in.now_ms + staff_idle_ms, session.expires_at);
  put_session(made, number, std::move(session), in);
}

void end_session(decision& made, std::uint64_t number, const decide_context& in) {
  const auto& stored = made.after.parts.sessions->at(number);
  const storage::key key = storage::session_key(in.tenant.number, in.account, number);
  expect_part(made, key, stored.record.version, stored.checksum);
  made.changes.erasures.push_back({storage::table::records, std::string(key.view())});
  free_tokens(made, stored.record, in.tenant.number);
  if (stored.record.is_assisted()) tell_of_end(made, stored.record, in);
  change_book(made, [&](session_book& book) { book.erase(number); });
}

std::int64_t end_sessions(decision& made, std::optional<std::uint64_t> but,
                          const decide_context& in) {
  std::int64_t ended = 0;
  const std::shared_ptr<const session_book> before = made.after.parts.sessions;
  for (const auto& [number, each] : *before) {
    if (number == but) continue;
    end_session(made, number, in);
    ++ended;
  }
  return ended;
}

outcome<methods::sessions_ended> end_sessions(decision& made, const methods::sessions_to_end& asked,
                                              std::uint64_t own, const decide_context& in) {
  if (!asked.session) return methods::sessions_ended{.ended = end_sessions(made, own, in)};
  const session_book& book = *made.after.parts.sessions;
  const auto named = std::ranges::find_if(
      book, [&](const auto& each) { return each.second.record.id == *asked.session; });
  if (named == book.end()) return refusal(errc::not_found, "there is no such session", "session");
  end_session(made, named->first, in);
  return methods::sessions_ended{.ended = 1};
}

void end_sessions_if_barred(decision& made, const decide_context& in) {
  const records::customer& who = *made.after.profile;
  if (who.active && !who.on_hold) return;
  // The guard, which every login raises, is put again so that none is under way behind this.
  if (end_sessions(made, {}, in) > 0) put_guard(made, made.after.parts.guard->record, in);
}

void give_up_session(decision& made, std::string_view stored_session,
                     const records::customer& whose, const decide_context& in) {
  const auto session = fields::decode_tagged<shopper_session>(stored_session);
  if (!session) return;
  free_tokens(made, *session, in.tenant.number);
  if (!session->is_assisted()) return;
  records::change told = told_of(whose, end_of_assistance(*session, in), in);
  told.reason.reset();  // it might name him
  tell(made.changes, in.tenant.number, told, in.source);
}

std::optional<std::string_view> bars_login(const records::customer& who,
                                           const records::site_policies& at_site) {
  if (!who.active) return "inactive";
  if (who.on_hold) return "on_hold";
  if (at_site.login_needs_verification && !who.verified) return "unverified";
  if (must_change_password(who)) return "must_change_password";
  return {};
}

}  // namespace atrium::actors
