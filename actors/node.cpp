#include "actors/node.hpp"

#include <caf/send.hpp>

#include "actors/claim/claim_actor.hpp"
#include "actors/commands.hpp"
#include "actors/import/import_actor.hpp"
#include "actors/wiring.hpp"

namespace atrium::actors {

node::node(const config::settings& settings, storage::store& data, storage::list_index& lists,
           outside& world, mail_service mail)
    : handles(std::make_unique<wiring>()),
      settings_(settings),
      data_(data),
      lists_(lists),
      world_(world),
      mail_(std::move(mail)),
      started_at_ms_(world.now_ms()) {}

node::~node() = default;

std::shared_ptr<const tenant_list> node::tenants() const {
  std::lock_guard lock(tenants_guard_);
  return tenants_;
}

void node::add(tenant_cell_ptr tenant) {
  std::lock_guard lock(tenants_guard_);
  auto next = std::make_shared<tenant_list>(*tenants_);
  next->by_name.insert_or_assign(tenant->name(), tenant);
  next->by_number.insert_or_assign(tenant->number(), tenant);
  tenants_ = std::move(next);
}

void node::remove(tenant_number tenant) {
  std::lock_guard lock(tenants_guard_);
  const auto gone = tenants_->by_number.find(tenant);
  if (gone == tenants_->by_number.end()) return;
  auto next = std::make_shared<tenant_list>(*tenants_);
  next->by_name.erase(gone->second->name());
  next->by_number.erase(tenant);
  tenants_ = std::move(next);
}

tenant_cell_ptr node::find_tenant(std::string_view name) const {
  const tenant_cell_ptr found = tenant_named(name);
  return found && !found->is_removing() ? found : nullptr;
}

tenant_cell_ptr node::find_tenant(tenant_number number) const {
  const auto all = tenants();
  const auto found = all->by_number.find(number);
  return found == all->by_number.end() || found->second->is_removing() ? nullptr : found->second;
}

tenant_cell_ptr node::tenant_named(std::string_view name) const {
  const auto all = tenants();
  const auto found = all->by_name.find(name);
  return found == all->by_name.end() ? nullptr : found->second;
}

bool node::admit(const tenant_cell_ptr& tenant, admission& into) const {
  return into.enter(calls, settings_.get<"admission.calls_max">()) &&
         (!tenant || into.enter(tenant->calls(), settings_.get<"admission.tenant_calls_max">()));
}

void node::submit(call_ptr what) {
  caf::actor to;
  switch (decider_of(what->what)) {
    case methods::effect::batch:
      if (std::holds_alternative<methods::customers_claim_guests>(what->what))
        handles->system->spawn<claim_actor>(std::ref(*this), std::move(what));
      else
        handles->system->spawn<import_actor>(std::ref(*this), std::move(what));
      return;
    case methods::effect::node:
      to = handles->get(&wiring::directory);
      break;
    case methods::effect::move:
      to = handles->get(&wiring::mover);
      break;
    case methods::effect::tenant:
      to = handles->get(what->tenant->number()).tenant;
      break;
    default:
      to = handles->get(what->tenant->number()).router;
      break;
  }
  if (to)
    caf::anon_send(to, perform{std::move(what)});
  else if (what->tenant && what->tenant->is_removing())  // it is gone since the call came
    what->reply.fail(refusal(errc::not_found, "there is no such tenant", "tenant"));
  else
    what->reply.fail(refusal(errc::shutting_down));
}

void node::submit(std::shared_ptr<scan_job> what) {
  if (const caf::actor scans_pool = handles->get(&wiring::scans))
    caf::anon_send(scans_pool, make_list{std::move(what)});
  else
    what->reply.fail(refusal(errc::shutting_down));
}

void node::wake_indexer() {
  if (!indexer_rests.exchange(false)) return;
  if (const caf::actor indexer = handles->get(&wiring::indexer))
    caf::anon_send(indexer, journal_advanced{});
}

void node::wake_courier() {
  if (!courier_rests.exchange(false)) return;
  if (const caf::actor courier = handles->get(&wiring::courier))
    caf::anon_send(courier, look_for_mail{});
}

void node::rebuild_index(std::optional<tenant_number> tenant) {
  if (const caf::actor indexer = handles->get(&wiring::indexer))
    caf::anon_send(indexer, reindex{tenant});
}

void node::wake_at(tenant_cell_ptr tenant, std::uint64_t seq, bool listed, std::int64_t until_ms,
                   answer_sink& to, std::uint64_t connection, std::uint64_t parked) {
  figures.feed_waiters.fetch_add(1);
  if (listed) tenant->await_listed(seq);
  std::shared_ptr<const parked_call> who(new parked_call{
      std::move(tenant), seq, listed, until_ms, &to, connection, parked, &figures.feed_waiters});
  if (const caf::actor feed = handles->get(&wiring::feed))
    caf::anon_send(feed, await_seq{std::move(who)});
  if (!listed) return;
  if (const caf::actor indexer = handles->get(&wiring::indexer))
    caf::anon_send(indexer, journal_advanced{});
}

node::lent_snapshot node::borrow_snapshot() {
  std::unique_ptr<storage::snapshot> lent;
  {
    std::lock_guard lock(snapshots_guard_);
    if (!snapshots_.empty()) {
      lent = std::move(snapshots_.back());
      snapshots_.pop_back();
    }
  }
  if (!lent) lent = std::make_unique<storage::snapshot>(data_);
  // A snapshot that cannot be renewed fails each read, and the reader answers `internal`.
  static_cast<void>(lent->renew());
  return {*this, std::move(lent)};
}

node::lent_snapshot::~lent_snapshot() {
  lent_->release();
  std::lock_guard lock(from_.snapshots_guard_);
  from_.snapshots_.push_back(std::move(lent_));
}

}  // namespace atrium::actors
