#include "actors/session/caller.hpp"

#include <algorithm>

#include "actors/session/session.hpp"
#include "actors/session/staff.hpp"
#include "actors/tenant/api_key.hpp"
#include "actors/tenant/decide.hpp"
#include "actors/tenant/rights.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/methods/session.hpp"
#include "protocol/records/index_entries.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

tenant_cell_ptr tenant_of_client(node& shared, std::string_view id) {
  const auto reading = shared.borrow_snapshot();
  const auto stored =
      reading->get(storage::table::unique,
                   storage::unique_key(node_tenant, storage::unique_space::client_id, id));
  if (!stored || !*stored) return nullptr;
  const auto entry = fields::decode_tagged<records::unique_entry>(**stored);
  if (!entry || !entry->tenant) return nullptr;
  return shared.find_tenant(tenant_number{static_cast<std::uint32_t>(*entry->tenant)});
}

outcome<principal_ptr> authenticate_client(node& shared, std::string_view key, const peer& from) {
  const auto parts = take_apart(key);
  if (!parts) return refused_credentials();
  const std::string hash = sha256(parts->secret);
  const tenant_cell_ptr tenant = tenant_of_client(shared, parts->id);
  if (!tenant) return refused_credentials();
  const tenant_view_ptr view = tenant->view();
  const records::client* client = view->find_client(parts->id);
  if (!client || !same_bytes(hash, client->secret_hash)) return refused_credentials();
  const auto& networks = client->addresses;
  if (!networks.empty() &&
      std::none_of(networks.begin(), networks.end(),
                   [&](const std::string& each) { return contains(each, from.source); }))
    return refused_credentials();
  auto who = std::make_shared<principal>();
  who->what = principal::kind::client;
  who->tenant = tenant->number();
  who->number = view->clients_by_id.find(parts->id)->second;
  who->id = client->id;
  who->secret_hash = client->secret_hash;
  who->scopes = set_of(client->scopes);
  who->sites = client->sites;
  who->sealing_key = sealing_key_of(key);
  if (const auto why = barred(*who, *view)) return *why;
  return principal_ptr(std::move(who));
}

}  // namespace

error refused_credentials() {
  return refusal(errc::unauthenticated, "these credentials are not valid (here)");
}

// Any two credentials differ in it, and it tells nothing of them.
secret sealing_key_of(std::string_view credential) {
  return secret(sha256("atrium sealing key:" + std::string(credential)));
}

outcome<principal_ptr> authenticate(node& shared, const methods::credentials& given,
                                    const peer& from, const storage::snapshot& reading) {
  const int credentials =
      given.api_key.has_value() + given.staff_token.has_value() + given.operator_key.has_value();
  if (credentials > 1) return refusal(errc::bad_request, "give one credential", "auth");
  if (given.api_key) return authenticate_client(shared, given.api_key->reveal(), from);
  if (given.operator_key) {
    const std::string_view key = given.operator_key->reveal();
    if (!same_bytes(sha256(key), shared.data().identity().operator_key_hash))
      return refused_credentials();
    auto who = std::make_shared<principal>();
    who->what = principal::kind::operators;
    who->sealing_key = sealing_key_of(key);
    return principal_ptr(std::move(who));
  }
  if (given.staff_token) return authenticate_staff(shared, given.staff_token->reveal(), reading);
  return principal_ptr(std::make_shared<principal>());
}

namespace {

bool holds_of_client(const principal& who, const tenant_view& tenant) {
  const records::client* client = tenant.find_client(who.id);
  return client && !client->revoked && client->secret_hash == who.secret_hash;
}

bool holds_of_staff(const principal& who, const tenant_view& tenant) {
  const records::staff* member = tenant.find_staff(account_number{who.number});
  return member && !member->disabled && member->shut_out == who.shut_out;
}

}  // namespace

std::optional<error> barred(const principal& who, const tenant_view& tenant) {
  if (!who.has_tenant()) return {};
  if (!(who.is_staff() ? holds_of_staff(who, tenant) : holds_of_client(who, tenant)) ||
      tenant.tenant.is_removing())
    return refused_credentials();
  if (tenant.tenant.suspended) return refusal(errc::forbidden, "the tenant is suspended");
  return {};
}

std::optional<error> forbidden(const principal& who, const methods::definition& method) {
  using methods::audience;
  using kind = principal::kind;
  if (method.who == audience::anyone) return {};
  if (who.what == kind::anonymous) return refusal(errc::unauthenticated);
  const bool of_tenant = who.has_tenant() && (who.scopes & method.scopes) != 0;
  const bool as_operator = who.what == kind::operators;
  switch (method.who) {
    case audience::operators:
      if (as_operator) return {};
      break;
    case audience::administrators:
      // Whoever is limited to certain sites changes nothing of the tenant as a whole: he could lift
      // his own limits.
      if (of_tenant && !who.sites.empty() && method.does != methods::effect::read &&
          method.does != methods::effect::scan)
        break;
      if (as_operator || of_tenant) return {};
      break;
    case audience::clients:
      if (of_tenant) return {};
      break;
    case audience::staff:
      if (who.is_staff() && (method.scopes == methods::any_scope || of_tenant)) return {};
      break;
    case audience::anyone:
      return {};
  }
  return refusal(errc::forbidden,
                 std::string(method.name) + " needs another right than the caller's");
}

}  // namespace atrium::actors
