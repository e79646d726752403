#include "actors/janitor/remover.hpp"

#include <caf/send.hpp>

#include "actors/committer/behind_commits.hpp"
#include "actors/janitor/removal.hpp"
#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/wiring.hpp"
#include "config/log.hpp"

namespace atrium::actors {
namespace {

constexpr auto try_again_after = std::chrono::seconds(1);

void refuse(const call_ptr& what) {
  what->reply.fail(refusal(errc::not_found, "the tenant is being removed"));
}

}  // namespace

remover_actor::remover_actor(caf::actor_config& config, actors::node& shared,
                             tenant_cell_ptr tenant, std::shared_ptr<census> counted_in,
                             std::shared_ptr<census> predecessors)
    : caf::event_based_actor(config),
      node_(shared),
      tenant_(std::move(tenant)),
      counted_in_(std::move(counted_in)),
      predecessors_(std::move(predecessors)) {
  keep_quiet(*this);
}

void remover_actor::on_exit() {
  counted_in_ = nullptr;
  predecessors_ = nullptr;
}

caf::behavior remover_actor::make_behavior() {
  if (predecessors_)
    predecessors_->succeeded_by(this, counted_in_);
  else
    begin_behind_commits();
  predecessors_ = nullptr;
  return {[this](const predecessors_gone&) { begin_behind_commits(); },
          [this](const committed& outcome) {
            if (outcome.result.what == storage::commit_result::kind::committed)
              erase_some();
            else
              try_again_later("a slice was not written");
          },
          [this](const tick&) { erase_some(); },
          [](const perform& wanted) { refuse(wanted.what); },
          [](const moved_on& wanted) { refuse(wanted.what); },
          [](const give_way&) {}};
}

void remover_actor::begin_behind_commits() { tell_behind_commits(node_, this, tenant_->number()); }

void remover_actor::erase_some() {
  auto step = rows_to_remove(*node_.borrow_snapshot(), tenant_->number());
  if (!step) return try_again_later(step.failure().message);
  if (step->gone) {
    node_.remove(tenant_->number());
    log::info("a tenant is removed", {{"number", tenant_->number().value}});
    return quit();
  }
  auto job = std::make_shared<commit_job>();
  job->reply_to = this;
  job->changes = std::move(step->changes);
  if (const caf::actor to = node_.handles->get(&wiring::committer))
    send(to, commit{std::move(job)});
}

void remover_actor::try_again_later(const std::string& why) {
  log::warning("a tenant's removal waits", {{"tenant", tenant_->name()}, {"why", why}});
  delayed_send(this, try_again_after, tick{});
}

}  // namespace atrium::actors
