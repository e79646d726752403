#include "actors/account/sessions.hpp"

#include <algorithm>

#include "actors/account/proofs.hpp"
#include "actors/account/strangers.hpp"
#include "protocol/identity/generated_id.hpp"

namespace atrium::actors {
namespace {

using records::shopper_session;

void put_token(decision& made, const std::string& hash, const records::token_entry& entry,
               const decide_context& in) {
  made.changes.puts.push_back({storage::table::unique,
                               std::string(storage::token_key(in.tenant.number, hash).view()),
                               fields::encode_tagged(entry)});
}

void erase_token(decision& made, const std::string& hash, tenant_number tenant) {
  made.changes.erasures.push_back(
      {storage::table::unique, std::string(storage::token_key(tenant, hash).view())});
}

void free_tokens(decision& made, const shopper_session& of, tenant_number tenant) {
  erase_token(made, of.access_hash, tenant);
  if (!of.family_hash.empty()) erase_token(made, of.family_hash, tenant);
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
  const auto put = [&](const std::string& hash, token_purpose purpose, std::int64_t until) {
    put_token(made, hash,
              {.account = static_cast<std::int64_t>(in.account.value),
               .session = static_cast<std::int64_t>(number),
               .purpose = purpose,
               .expires_at = until},
              in);
  };
  const bool of_staff = storage::is_staff(in.account);
  put(session.access_hash, of_staff ? token_purpose::staff : token_purpose::access,
      session.access_expires_at);
  if (!of_staff) put(session.family_hash, token_purpose::refresh, session.expires_at);
  const std::uint64_t checksum =
      put_part(made, storage::session_key(in.tenant.number, in.account, number), session).second;
  change_book(made, [&](session_book& book) { book[number] = {std::move(session), checksum}; });
}

// Expired ones go, and as many more as it takes to make room for one.
void make_room(decision& made, std::int64_t sessions_max, const decide_context& in) {
  const std::shared_ptr<const session_book> before = made.after.parts.sessions;
  for (const auto& [number, each] : *before)
    if (each.record.expires_at <= in.now_ms) end_session(made, number, in);
  const auto refreshed_at = [](const auto& each) { return each.second.record.refreshed_at; };
  while (!made.after.parts.sessions->empty() &&
         static_cast<std::int64_t>(made.after.parts.sessions->size()) >= sessions_max)
    end_session(made, std::ranges::min_element(*made.after.parts.sessions, {}, refreshed_at)->first,
                in);
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

methods::session_tokens refresh_session(decision& made, std::uint64_t number,
                                        std::string_view used_token, const decide_context& in) {
  const auto& stored = made.after.parts.sessions->at(number);
  expect_part(made, storage::session_key(in.tenant.number, in.account, number),
              stored.record.version, stored.checksum);
  erase_token(made, stored.record.access_hash, in.tenant.number);
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

void end_sessions_if_barred(decision& made, const decide_context& in) {
  const records::customer& who = *made.after.profile;
  if (who.active && !who.on_hold) return;
  // The guard, which every login raises, is put again so that none is under way behind this.
  if (end_sessions(made, {}, in) > 0) put_guard(made, made.after.parts.guard->record, in);
}

void free_tokens(decision& made, std::string_view stored_session, tenant_number tenant) {
  if (const auto session = fields::decode_tagged<shopper_session>(stored_session))
    free_tokens(made, *session, tenant);
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
