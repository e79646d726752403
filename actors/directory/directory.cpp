#include "actors/directory/directory.hpp"

#include <caf/send.hpp>

#include "actors/commands.hpp"
#include "actors/janitor/remover.hpp"
#include "actors/node.hpp"
#include "actors/router/router.hpp"
#include "actors/tenant/adopt.hpp"
#include "actors/tenant/tenant_actor.hpp"
#include "actors/wiring.hpp"
#include "config/log.hpp"
#include "protocol/records/index_entries.hpp"

namespace atrium::actors {

directory_actor::directory_actor(caf::actor_config& config, actors::node& shared)
    : serial_actor(config, shared, node_tenant) {
  set_down_handler([this](const caf::down_msg& down) {
    const auto known = tenant_of_.find(down.source.id());
    if (known == tenant_of_.end()) return;
    const auto all = node_.tenants();
    const auto found = all->by_number.find(known->second);
    if (found == all->by_number.end()) return let_go(known->second);
    const tenant_cell_ptr tenant = found->second;
    tenant_of_.erase(known);
    if (down.reason)
      log::error("an actor of a tenant died and is replaced", {{"tenant", tenant->name()}});
    const tenant_actors actors = node_.handles->get(tenant->number());
    if (!actors.tenant) return;  // stop_actors has let go of everybody
    if (actors.tenant.id() == down.source.id())
      spawn_tenant(tenant);
    else
      spawn_router(tenant);
  });
}

void directory_actor::begin() {
  for (const auto& [number, tenant] : node_.tenants()->by_number) spawn_actors(tenant);
  node_.begin_serving();
  catch_up_behind_commits();
}

void directory_actor::on_exit() {
  // The actors of the tenants end with their directory; its successor makes new ones.
  std::unordered_map<std::uint32_t, tenant_actors> all;
  {
    std::lock_guard lock(node_.handles->guard);
    all = node_.handles->tenants;
  }
  for (const auto& [number, actors] : all) {
    if (actors.tenant) caf::anon_send_exit(actors.tenant, caf::exit_reason::user_shutdown);
    if (actors.router) caf::anon_send_exit(actors.router, caf::exit_reason::user_shutdown);
  }
}

void directory_actor::spawn_actors(const tenant_cell_ptr& tenant) {
  spawn_tenant(tenant);
  spawn_router(tenant);
}

void directory_actor::spawn_tenant(const tenant_cell_ptr& tenant) {
  const auto handle = spawn<tenant_actor, caf::monitored>(
      std::ref(node_), tenant, node_.handles->get(tenant->number()).tenant);
  tenant_of_.emplace(handle.id(), tenant->number());
  std::lock_guard lock(node_.handles->guard);
  node_.handles->tenants[tenant->number().value].tenant = handle;
}

void directory_actor::spawn_router(const tenant_cell_ptr& tenant) {
  const tenant_actors before = node_.handles->get(tenant->number());
  std::shared_ptr<census> predecessors;
  if (before.router) {
    predecessors = before.routed_by.lock();
    // All have ended, but may have left something in commit.
    if (!predecessors) predecessors = std::make_shared<census>();
  }
  const auto routed_by = std::make_shared<census>();
  const auto handle = tenant->is_removing()
                          ? spawn<remover_actor, caf::monitored>(std::ref(node_), tenant, routed_by,
                                                                 std::move(predecessors))
                          : spawn<router_actor, caf::monitored>(std::ref(node_), tenant, routed_by,
                                                                std::move(predecessors));
  tenant_of_.emplace(handle.id(), tenant->number());
  {
    std::lock_guard lock(node_.handles->guard);
    tenant_actors& now = node_.handles->tenants[tenant->number().value];
    now.router = handle;
    now.routed_by = routed_by;
  }
  node_.due.note(tenant->number(), 0);  // whoever has something to do can be asked from here on
}

// Of a tenant that is gone.
void directory_actor::let_go(tenant_number tenant) {
  std::erase_if(tenant_of_, [&](const auto& each) { return each.second == tenant; });
  // Its actor ends when nobody has a call for it any more: until then it says that it is gone.
  std::lock_guard lock(node_.handles->guard);
  node_.handles->tenants.erase(tenant.value);
}

outcome<tenant_number> directory_actor::next_number() const {
  const auto reading = node_.borrow_snapshot();
  const auto stored = reading->get(
      storage::table::meta, storage::next_number_key(node_tenant, storage::record_kind::tenant));
  if (!stored) return stored.failure();
  if (!*stored) return tenant_number{1};
  const auto entry = fields::decode_tagged<records::unique_entry>(**stored);
  if (!entry) return refusal(errc::internal);
  return tenant_number{static_cast<std::uint32_t>(entry->number)};
}

decided_tenant directory_actor::decided(const call& what, const tenant_context& in) {
  const auto* asked = std::get_if<methods::tenants_create>(&what.what);
  if (!asked) return refusal(errc::internal, "not a command of the directory");
  if (node_.tenant_named(asked->tenant))
    return refusal(errc::id_taken, "there is a tenant of this name", "tenant");
  const outcome<tenant_number> number = next_number();
  if (!number) return number.failure();
  return decide(*asked, *number, in);
}

void directory_actor::take_over(tenant_view_ptr after, std::uint64_t seq) {
  const auto tenant = std::make_shared<tenant_cell>(std::move(after));
  tenant->advance(seq);
  node_.add(tenant);
  spawn_actors(tenant);
  node_.wake_indexer();
}

void directory_actor::catch_up() {
  const auto adopted = adopt_tenants(node_);
  if (!adopted) return log::error("tenants cannot be read", {{"error", adopted.failure().message}});
  for (const tenant_cell_ptr& each : *adopted) spawn_actors(each);
  if (!adopted->empty()) node_.wake_indexer();
}

}  // namespace atrium::actors
