#include "actors/tenant/decide.hpp"

#include "actors/answer.hpp"
#include "actors/tenant/api_key.hpp"
#include "actors/tenant/decide_change.hpp"
#include "actors/tenant/rights.hpp"
#include "actors/tenant/site_move_step.hpp"
#include "protocol/methods/sites.hpp"
#include "protocol/methods/tenants.hpp"

namespace atrium::actors {
namespace {

using storage::record_kind;
using storage::unique_space;

decided_tenant change_tenant(const tenant_view& now, const tenant_context& in, std::string event,
                             records::tenant edited, std::vector<std::string> names) {
  tenant_change change(now, in);
  if (names.empty())
    return std::move(change).with(
        unfinished_answer<records::tenant>(fields::encode_tagged(edited)));
  ++edited.version;
  const std::string stored = change.store(record_kind::tenant, now.number.value, edited);
  change.tell(std::move(event), edited.name, edited.version, std::move(names));
  change.after->tenant = std::move(edited);
  return std::move(change).with(unfinished_answer<records::tenant>(stored));
}

decided_tenant update_tenant(const fields::partial<records::tenant>& set,
                             const std::vector<std::string>& unset, const tenant_view& now,
                             const tenant_context& in) {
  if (auto conflict = wrong_version(now.tenant, in)) return std::move(conflict).value();
  records::tenant edited = now.tenant;
  auto names = edit(edited, set, unset);
  if (!names) return std::move(names).failure();
  return change_tenant(now, in, "tenant.updated", std::move(edited), std::move(names).value());
}

decided_tenant set_suspended(bool suspended, const tenant_view& now, const tenant_context& in) {
  if (auto conflict = wrong_version(now.tenant, in)) return std::move(conflict).value();
  records::tenant edited = now.tenant;
  const bool changes = std::exchange(edited.suspended, suspended) != suspended;
  auto decided =
      change_tenant(now, in, suspended ? "tenant.suspended" : "tenant.resumed", std::move(edited),
                    changes ? std::vector<std::string>{"suspended"} : std::vector<std::string>{});
  if (decided) decided->changes.may_use_reserve = true;
  return decided;
}

error not_found(std::string path, std::string message) {
  return refusal(errc::not_found, std::move(message), std::move(path));
}

// A new client in the change: its record, its id in the node's index, its key in the answer.
struct new_client {
  std::string stored;
  std::string api_key;
};
new_client add_client(tenant_change& change, std::uint64_t number, records::client client,
                      const tenant_context& in) {
  const api_key key = make_api_key(in.world);
  client.id = key.id;
  client.secret_hash = key.secret_hash;
  client.created_at = in.now_ms;
  new_client made{change.store(record_kind::client, number, client), key.text};
  change.take_name(storage::unique_key(node_tenant, unique_space::client_id, client.id), number,
                   change.after->number.value);
  change.after->add(number, std::move(client));
  return made;
}

// {<name>: the record, api_key, seq}
template <class Record>
std::string answer_with_key(std::string_view name, std::string_view stored,
                            std::string_view api_key) {
  wire::buffer bytes;
  fields::open_map map(bytes);
  wire::packer pack(bytes);
  wire::pack_text(pack, name);
  fields::show<Record>(bytes, stored);
  wire::pack_key<"api_key">(pack);
  wire::pack_text(pack, api_key);
  map.add(3);
  map.close();
  return bytes.take();
}

}  // namespace

decided_tenant decide(const methods::tenants_update& call, const tenant_view& now,
                      const tenant_context& in) {
  return update_tenant(call.set, call.unset, now, in);
}

decided_tenant decide(const methods::settings_update& call, const tenant_view& now,
                      const tenant_context& in) {
  return update_tenant(call.set, call.unset, now, in);
}

decided_tenant decide(const methods::tenants_suspend&, const tenant_view& now,
                      const tenant_context& in) {
  return set_suspended(true, now, in);
}

decided_tenant decide(const methods::tenants_resume&, const tenant_view& now,
                      const tenant_context& in) {
  return set_suspended(false, now, in);
}

decided_tenant decide(const methods::sites_create& call, const tenant_view& now,
                      const tenant_context& in) {
  const std::string realm = call.realm.value_or("default");
  if (!now.find_realm(realm)) return not_found("realm", "there is no such realm");
  if (now.find_site(call.site))
    return refusal(errc::id_taken, "the tenant has a site of this name", "site");
  if (now.sites.size() >= sites_max) return refusal(errc::limit_reached);
  records::site site{.version = 1, .name = call.site, .realm = realm};
  auto names = edit(site, call.settings, {});
  if (!names) return std::move(names).failure();
  if (site.title.empty()) site.title = call.site;
  site.created_at = in.now_ms;
  tenant_change change(now, in);
  const std::uint64_t number = now.last_site + 1;
  const std::string stored = change.store(record_kind::site, number, site);
  change.take_name(storage::unique_key(now.number, unique_space::site_name, site.name), number);
  change.tell("site.created", site.name, 1, {});
  change.after->add(number, std::move(site));
  return std::move(change).with(unfinished_answer<records::site>(stored));
}

decided_tenant decide(const methods::sites_update& call, const tenant_view& now,
                      const tenant_context& in) {
  const auto named = now.sites_by_name.find(call.site);
  if (named == now.sites_by_name.end()) return not_found("site", "there is no such site");
  records::site site = now.sites.at(named->second);
  if (auto conflict = wrong_version(site, in)) return std::move(conflict).value();
  auto names = edit(site, call.set, call.unset);
  if (!names) return std::move(names).failure();
  tenant_change change(now, in);
  if (names->empty())
    return std::move(change).with(unfinished_answer<records::site>(fields::encode_tagged(site)));
  ++site.version;
  const std::string stored = change.store(record_kind::site, named->second, site);
  change.tell("site.updated", site.name, site.version, std::move(names).value());
  change.after->add(named->second, std::move(site));
  return std::move(change).with(unfinished_answer<records::site>(stored));
}

decided_tenant decide(const methods::realms_create& call, const tenant_view& now,
                      const tenant_context& in) {
  if (now.find_realm(call.realm))
    return refusal(errc::id_taken, "the tenant has a realm of this name", "realm");
  if (now.realms.size() >= realms_max) return refusal(errc::limit_reached);
  records::realm realm{.version = 1, .name = call.realm};
  auto names = edit(realm, call.settings, {});
  if (!names) return std::move(names).failure();
  if (realm.title.empty()) realm.title = call.realm;
  realm.created_at = in.now_ms;
  tenant_change change(now, in);
  const std::uint64_t number = next_number(now.realms);
  const std::string stored = change.store(record_kind::realm, number, realm);
  change.take_name(storage::unique_key(now.number, unique_space::realm_name, realm.name), number);
  change.tell("realm.created", realm.name, 1, {});
  change.after->add(number, std::move(realm));
  return std::move(change).with(unfinished_answer<records::realm>(stored));
}

decided_tenant decide(const site_move_step& step, const tenant_view& now,
                      const tenant_context& in) {
  using kind = site_move_step::kind;
  using records::site_move;
  const auto named = now.sites_by_name.find(step.site);
  if (named == now.sites_by_name.end()) return not_found("site", "there is no such site");
  records::site site = now.sites.at(named->second);
  const auto out_of_turn = [] { return refusal(errc::overloaded, "the site is moving already"); };
  std::string event;
  std::vector<std::string> names;
  switch (step.what) {
    case kind::stay:
      return tenant_change(now, in).with(unfinished_result(step.moved));
    case kind::begin:
      if (site.move || !site.takes_customers()) return out_of_turn();
      site.move = site_move::copying;
      site.move_realm = step.realm;
      event = "site.move_begun";
      break;
    case kind::arrive:
      if (site.move != site_move::copying) return out_of_turn();
      std::swap(site.realm, *site.move_realm);
      site.move = site_move::cleaning;
      event = "site.moved";
      names = {"realm"};
      break;
    case kind::give_up:
      if (site.move != site_move::copying) return out_of_turn();
      site.move = site_move::reverting;
      event = "site.move_given_up";
      break;
    case kind::end:
      if (!site.move || site.move == site_move::copying) return out_of_turn();
      site.move.reset();
      site.move_realm.reset();
      event = "site.move_ended";
      break;
  }
  ++site.version;
  tenant_change change(now, in);
  change.store(record_kind::site, named->second, site);
  change.tell(std::move(event), site.name, site.version, std::move(names));
  change.after->add(named->second, std::move(site));
  change.changes.may_use_reserve = step.what == kind::give_up || step.what == kind::end;
  return std::move(change).with(unfinished_result(step.moved));
}

decided_tenant decide(const methods::clients_create& call, const tenant_view& now,
                      const tenant_context& in) {
  fields::problems found;
  const fields::path root;
  if (call.scopes.empty()) found.add(root / "scopes", errc::missing_field, "needs at least one");
  for (std::size_t i = 0; i < call.sites.size(); ++i)
    if (const records::site* site = now.find_site(call.sites[i]); !site || !site->takes_customers())
      found.add(root / "sites" / static_cast<std::int64_t>(i), errc::not_found,
                "there is no such site");
  for (std::size_t i = 0; i < call.addresses.size(); ++i)
    if (!is_network(call.addresses[i]))
      found.add(root / "addresses" / static_cast<std::int64_t>(i), errc::invalid_field,
                "must be a network such as 10.0.0.0/8");
  if (!found.none()) return found.take();
  if (!has_rights(now, in.caller, {set_of(call.scopes), call.sites, {}}))
    return gives_too_much("scopes");
  if (now.clients.size() >= clients_max) return refusal(errc::limit_reached);
  tenant_change change(now, in);
  records::client client{.version = 1,
                         .name = call.name,
                         .scopes = call.scopes,
                         .sites = call.sites,
                         .addresses = call.addresses};
  const new_client made = add_client(change, next_number(now.clients), std::move(client), in);
  change.tell("client.created", change.after->clients.rbegin()->second.id, 1, {});
  std::string answer = answer_with_key<records::client>("client", made.stored, made.api_key);
  return std::move(change).with(std::move(answer));
}

decided_tenant decide(const methods::clients_revoke& call, const tenant_view& now,
                      const tenant_context& in) {
  const auto named = now.clients_by_id.find(call.client);
  if (named == now.clients_by_id.end()) return not_found("client", "there is no such client");
  records::client client = now.clients.at(named->second);
  if (auto conflict = wrong_version(client, in)) return std::move(conflict).value();
  tenant_change change(now, in);
  if (client.revoked)
    return std::move(change).with(
        unfinished_answer<records::client>(fields::encode_tagged(client)));
  client.revoked = true;
  client.revoked_at = in.now_ms;
  ++client.version;
  const std::string stored = change.store(record_kind::client, named->second, client);
  change.tell("client.revoked", client.id, client.version, {"revoked"});
  change.after->add(named->second, std::move(client));
  change.changes.may_use_reserve = true;
  return std::move(change).with(unfinished_answer<records::client>(stored));
}

decided_tenant decide(const methods::clients_rotate& call, const tenant_view& now,
                      const tenant_context& in) {
  const auto named = now.clients_by_id.find(call.client);
  if (named == now.clients_by_id.end()) return not_found("client", "there is no such client");
  records::client client = now.clients.at(named->second);
  if (auto conflict = wrong_version(client, in)) return std::move(conflict).value();
  if (client.revoked)
    return refusal(errc::invalid_field, "client: it was revoked, and stays so", "client");
  if (!has_rights(now, in.caller, {set_of(client.scopes), client.sites, {}}))
    return gives_too_much("client");
  tenant_change change(now, in);
  const api_key key = make_api_key(in.world, client.id);
  client.secret_hash = key.secret_hash;
  client.rotated_at = in.now_ms;
  ++client.version;
  const std::string stored = change.store(record_kind::client, named->second, client);
  change.tell("client.rotated", client.id, client.version, {"api_key"});
  change.after->add(named->second, std::move(client));
  change.changes.may_use_reserve = true;
  return std::move(change).with(answer_with_key<records::client>("client", stored, key.text));
}

decided_tenant decide(const methods::tenants_create& call, tenant_number number,
                      const tenant_context& in) {
  records::tenant tenant{.version = 1, .name = call.tenant};
  auto names = edit(tenant, call.settings, {});
  if (!names) return std::move(names).failure();
  if (tenant.title.empty()) return refusal(errc::missing_field, "name: is required", "name");
  tenant.created_at = in.now_ms;
  std::array<unsigned char, identity::reference_cipher::key_octets> key;
  in.world.random_bytes(key);
  tenant.reference_key.assign(reinterpret_cast<const char*>(key.data()), key.size());

  tenant_view empty;
  empty.number = number;
  tenant_change change(empty, in);
  change.after->references = std::make_shared<identity::reference_cipher>(key);
  const std::string stored = change.store(record_kind::tenant, number.value, tenant);
  change.take_name(storage::unique_key(node_tenant, unique_space::tenant_name, tenant.name),
                   number.value);
  records::realm realm{
      .version = 1, .name = "default", .title = "default", .created_at = in.now_ms};
  change.store(record_kind::realm, default_realm.value, realm);
  change.take_name(storage::unique_key(number, unique_space::realm_name, realm.name),
                   default_realm.value);
  change.after->add(default_realm.value, std::move(realm));
  records::client client{.version = 1, .name = "first client"};
  for (std::size_t i = 0; i < enum_names(records::scope{}).size(); ++i)
    client.scopes.push_back(static_cast<records::scope>(i));
  const new_client made = add_client(change, 1, std::move(client), in);
  change.tell("tenant.created", tenant.name, 1, {});
  change.after->tenant = std::move(tenant);
  std::string answer = answer_with_key<records::tenant>("tenant", stored, made.api_key);
  return std::move(change).with(std::move(answer));
}

}  // namespace atrium::actors
