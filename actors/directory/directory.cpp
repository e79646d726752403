#include "actors/directory/directory.hpp"

#include <caf/send.hpp>

#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/retries.hpp"
#include "actors/router/router.hpp"
#include "actors/tenant/adopt.hpp"
#include "actors/tenant/commit_answer.hpp"
#include "actors/tenant/tenant_actor.hpp"
#include "actors/wiring.hpp"
#include "config/log.hpp"
#include "protocol/records/index_entries.hpp"

namespace atrium::actors {

directory_actor::directory_actor(caf::actor_config& config, actors::node& shared)
    : caf::event_based_actor(config), node_(shared) {
  keep_quiet(*this);
  set_down_handler([this](const caf::down_msg& down) {
    const auto known = tenant_of_.find(down.source.id());
    if (known == tenant_of_.end()) return;
    const auto all = node_.tenants();
    const tenant_cell_ptr tenant = all->by_number.at(known->second);
    tenant_of_.erase(known);
    log::error("an actor of a tenant died and is replaced", {{"tenant", tenant->name()}});
    const tenant_actors actors = node_.handles->get(tenant->number());
    if (!actors.tenant) return;  // stop_actors has let go of everybody
    if (actors.tenant.id() == down.source.id())
      spawn_tenant(tenant);
    else
      spawn_router(tenant);
  });
}

caf::behavior directory_actor::make_behavior() {
  for (const auto& [number, tenant] : node_.tenants()->by_number) {
    spawn_tenant(tenant);
    spawn_router(tenant);
  }
  node_.begin_serving();
  await_earlier_commits(node_, this, node_tenant);
  return {[this](const perform& wanted) {
            waiting_.push_back(wanted.what);
            advance();
          },
          [this](const committed& outcome) {
            if (catching_up_)
              catch_up();
            else
              finish(outcome.result);
            advance();
          }};
}

void directory_actor::on_exit() {
  // The actors of the tenants end with their directory; its successor makes new ones.
  for (const auto& [number, tenant] : node_.tenants()->by_number) {
    const tenant_actors actors = node_.handles->get(number);
    if (actors.tenant) caf::anon_send_exit(actors.tenant, caf::exit_reason::user_shutdown);
    if (actors.router) caf::anon_send_exit(actors.router, caf::exit_reason::user_shutdown);
  }
}

void directory_actor::spawn_tenant(const tenant_cell_ptr& tenant) {
  const bool replaces = node_.handles->get(tenant->number()).tenant != nullptr;
  const auto handle = spawn<tenant_actor, caf::monitored>(std::ref(node_), tenant, replaces);
  tenant_of_.emplace(handle.id(), tenant->number());
  std::lock_guard lock(node_.handles->guard);
  node_.handles->tenants[tenant->number().value].tenant = handle;
}

void directory_actor::spawn_router(const tenant_cell_ptr& tenant) {
  const auto handle = spawn<router_actor, caf::monitored>(std::ref(node_), tenant);
  tenant_of_.emplace(handle.id(), tenant->number());
  std::lock_guard lock(node_.handles->guard);
  node_.handles->tenants[tenant->number().value].router = handle;
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

void directory_actor::advance() {
  while (!catching_up_ && !committing_ && !waiting_.empty()) {
    const call_ptr what = std::move(waiting_.front());
    waiting_.pop_front();
    const std::int64_t now = node_.world().now_ms();
    const auto* asked = std::get_if<methods::tenants_create>(&what->what);
    if (!asked) {
      what->reply.fail(refusal(errc::internal, "not a command of the directory"));
      continue;
    }
    if (now > what->deadline_ms) {
      what->reply.fail(refusal(errc::deadline_exceeded));
      continue;
    }
    if (answer_known_key(node_, *what)) continue;
    if (node_.find_tenant(asked->tenant)) {
      what->reply.fail(refusal(errc::id_taken, "there is a tenant of this name", "tenant"));
      continue;
    }
    const outcome<tenant_number> number = next_number();
    decided_tenant made =
        number ? decide(*asked, *number, {*what->caller, what->options, now, node_.world()})
               : decided_tenant(number.failure());
    if (!made) {
      what->reply.fail(made.failure());
      continue;
    }
    decided_ = std::move(made).value();
    if (what->retry)
      decided_.changes.idempotency =
          entry_of(*what->retry, *what->caller, decided_.answer, now, node_.world());
    auto job = std::make_shared<commit_job>();
    job->reply_to = this;
    job->changes = std::move(decided_.changes);
    job->changes.tenant =
        node_tenant;  // the directory's own turn: a successor awaits what is in it
    committing_ = what;
    if (const caf::actor to = node_.handles->get(&wiring::committer))
      send(to, commit{std::move(job)});
  }
}

void directory_actor::catch_up() {
  catching_up_ = false;
  const auto adopted = adopt_tenants(node_);
  if (!adopted) return log::error("tenants cannot be read", {{"error", adopted.failure().message}});
  for (const tenant_cell_ptr& each : *adopted) {
    spawn_tenant(each);
    spawn_router(each);
  }
}

void directory_actor::finish(const storage::commit_result& result) {
  if (result.what == storage::commit_result::kind::committed) {
    const auto tenant = std::make_shared<tenant_cell>(std::move(decided_.after));
    tenant->advance(result.seq);
    node_.add(tenant);
    spawn_tenant(tenant);
    spawn_router(tenant);
  } else {
    catch_up();  // whatever the store has now is the truth
  }
  const call_ptr what = std::exchange(committing_, nullptr);
  answer_commit(node_, *what, std::move(decided_.answer), result);
}

}  // namespace atrium::actors
