#include "actors/session/staff.hpp"

#include "actors/account/identity/sessions.hpp"
#include "actors/account/identity/strangers.hpp"
#include "actors/account/identity/tokens.hpp"
#include "actors/session/caller.hpp"
#include "actors/tenant/api_key.hpp"
#include "actors/tenant/rights.hpp"
#include "protocol/identity/username.hpp"
#include "protocol/methods/staff.hpp"
#include "protocol/records/one_time_link.hpp"

namespace atrium::actors {
namespace {

template <class Record>
outcome<std::optional<Record>> read_row(const storage::snapshot& reading, storage::table where,
                                        const storage::key& key) {
  const auto stored = reading.get(where, key);
  if (!stored) return stored.failure();
  if (!*stored) return std::optional<Record>{};
  auto record = fields::decode_tagged<Record>(**stored);
  if (!record) return refusal(errc::internal);
  return record;
}

outcome<std::optional<records::token_entry>> look_up(const storage::snapshot& reading,
                                                     tenant_number tenant, std::string_view hash,
                                                     std::int64_t now_ms) {
  auto entry = read_row<records::token_entry>(reading, storage::table::unique,
                                              storage::token_key(tenant, hash));
  if (entry && *entry &&
      ((*entry)->purpose != records::token_purpose::staff || (*entry)->expires_at <= now_ms))
    return std::optional<records::token_entry>{};
  return entry;
}

// Of a call before hello. Nobody's answers are kept for a retry there: the key that they would be
// sealed under is everybody's.
outcome<nothing> take_tenant_named(const std::string& name, std::string_view door,
                                   const error& otherwise, call_context& call) {
  if (call.options.idem)
    return refusal(errc::invalid_field, "call.idem: " + std::string(door) + " has none",
                   "call.idem");
  call.tenant = call.shared.find_tenant(name);
  call.view = call.tenant ? call.tenant->view() : nullptr;
  if (!call.view || call.view->tenant.suspended) return otherwise;
  return nothing{};
}

}  // namespace

outcome<std::shared_ptr<principal>> staff_in_session(const tenant_view& tenant,
                                                     account_number staff, std::uint64_t session,
                                                     const storage::snapshot& reading,
                                                     std::int64_t now_ms) {
  const std::shared_ptr<principal> none;
  const auto stored = read_row<records::shopper_session>(
      reading, storage::table::records, storage::session_key(tenant.number, staff, session));
  if (!stored) return stored.failure();
  const records::staff* member = tenant.find_staff(staff);
  if (!*stored || !member || (*stored)->access_expires_at <= now_ms) return none;
  auto who = std::make_shared<principal>();
  who->what = principal::kind::staff;
  who->tenant = tenant.number;
  who->number = staff.value;
  who->id = member->id;
  who->session = session;
  who->session_expires_at = (*stored)->expires_at;
  who->shut_out = (*stored)->shut_out.value_or(0);
  return who;
}

outcome<principal_ptr> authenticate_staff(node& shared, std::string_view token,
                                          const storage::snapshot& reading) {
  const auto parts = take_staff_token_apart(token);
  const tenant_cell_ptr tenant = parts ? shared.find_tenant(parts->tenant) : nullptr;
  if (!tenant) return refused_credentials();
  const std::int64_t now_ms = shared.world().now_ms();
  const auto entry = look_up(reading, tenant->number(), parts->hash, now_ms);
  if (!entry) return entry.failure();
  if (!*entry) return refused_credentials();
  const tenant_view_ptr view = tenant->view();
  const auto who =
      staff_in_session(*view, account_number{static_cast<std::uint64_t>((*entry)->account)},
                       static_cast<std::uint64_t>((*entry)->session), reading, now_ms);
  if (!who) return who.failure();
  if (!*who) return refused_credentials();
  if (const auto why = barred(**who, *view)) return *why;
  (*who)->secret_hash = parts->hash;
  (*who)->sealing_key = sealing_key_of(token);
  return principal_ptr(*who);
}

outcome<session_use> use_of_session(const principal& who, const storage::snapshot& reading,
                                    std::int64_t now_ms) {
  const auto entry = look_up(reading, who.tenant, who.secret_hash, now_ms);
  if (!entry) return entry.failure();
  if (!*entry) return refused_credentials();
  const std::int64_t would_end = std::min(now_ms + staff_idle_ms, who.session_expires_at);
  return would_end - (*entry)->expires_at < staff_use_step_ms ? session_use::noted
                                                              : session_use::to_be_noted;
}

std::optional<error> staff_rights::take(const principal& who, const tenant_view& view,
                                        const storage::snapshot& reading) {
  by_scopes_.clear();
  own_door_only_ = false;
  if (!view.tenant.staff_totp_required) return {};
  const auto credentials = read_row<records::staff_credentials>(
      reading, storage::table::records,
      storage::staff_key(view.number, {who.number}, storage::customer_item::password));
  if (!credentials) return credentials.failure();
  own_door_only_ = !*credentials || !(*credentials)->totp;
  return {};
}

const principal_ptr& staff_rights::for_one_of(methods::scope_set scopes, const principal& who,
                                              const tenant_view& view) {
  const auto [known, is_new] = by_scopes_.try_emplace(scopes);
  if (!is_new) return known->second;
  auto acting = std::make_shared<principal>();
  acting->what = who.what;
  acting->tenant = who.tenant;
  acting->number = who.number;
  acting->id = who.id;
  acting->secret_hash = who.secret_hash;
  acting->sealing_key = secret(who.sealing_key.reveal());
  acting->session = who.session;
  acting->session_expires_at = who.session_expires_at;
  acting->shut_out = who.shut_out;
  const records::staff* member = view.find_staff(account_number{who.number});
  if (member && !own_door_only_) {
    rights his = rights_of(view, *member, scopes);
    acting->scopes = his.scopes;
    acting->sites = std::move(his.sites);
    acting->restrictions = std::move(his.restrictions);
  }
  return known->second = std::move(acting);
}

outcome<nothing> take_tenant(const methods::staff_login& asked, call_context& call) {
  // As if he were not there; whether there is such a tenant is no secret of a person's.
  return take_tenant_named(asked.tenant, "a login", refusal(errc::invalid_credentials), call);
}

outcome<nothing> take_tenant(const methods::staff_accept_invitation& asked, call_context& call) {
  return take_tenant_named(asked.tenant, "an invitation", bad_token("token"), call);
}

outcome<account_number> account_of(const methods::staff_accept_invitation& asked,
                                   const call_context& call) {
  const auto hash = link_hash(asked.token.reveal());
  if (!hash) return bad_token("token");
  const auto entry = read_row<records::link_entry>(call.reading, storage::table::unique,
                                                   storage::link_key(call.view->number, *hash));
  if (!entry) return entry.failure();
  if (!*entry || (*entry)->purpose != records::link_purpose::staff_invitation)
    return bad_token("token");
  return account_number{static_cast<std::uint64_t>((*entry)->account)};
}

outcome<account_number> account_of(const methods::staff_login& asked, const call_context& call) {
  const auto canonical = identity::login_key(asked.username);
  const std::string& login = canonical ? *canonical : asked.username;
  const auto named = call.view->staff_by_username.find(login);
  if (named != call.view->staff_by_username.end()) return storage::account_of_staff(named->second);
  return stranger_of(*call.view, realm_number{0}, login);
}

outcome<account_number> staff_named(std::string_view username, const tenant_view& tenant) {
  const auto canonical = identity::login_key(username);
  const auto named = tenant.staff_by_username.find(canonical ? *canonical : std::string(username));
  if (named == tenant.staff_by_username.end())
    return refusal(errc::not_found, "there is no such member of staff", "staff");
  return storage::account_of_staff(named->second);
}

}  // namespace atrium::actors
