#include "actors/tenant/tenant_actor.hpp"

#include <caf/send.hpp>

#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/retries.hpp"
#include "actors/tenant/adopt.hpp"
#include "actors/tenant/commit_answer.hpp"
#include "actors/tenant/load.hpp"
#include "actors/wiring.hpp"

namespace atrium::actors {

tenant_actor::tenant_actor(caf::actor_config& config, actors::node& shared, tenant_cell_ptr tenant,
                           bool replaces)
    : caf::event_based_actor(config),
      node_(shared),
      tenant_(std::move(tenant)),
      catching_up_(replaces) {
  keep_quiet(*this);
}

caf::behavior tenant_actor::make_behavior() {
  if (catching_up_) await_earlier_commits(node_, this, tenant_->number());
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

void tenant_actor::advance() {
  while (!catching_up_ && !committing_ && !waiting_.empty()) {
    const call_ptr what = std::move(waiting_.front());
    waiting_.pop_front();
    const std::int64_t now = node_.world().now_ms();
    if (now > what->deadline_ms) {
      what->reply.fail(refusal(errc::deadline_exceeded));
      continue;
    }
    if (answer_known_key(node_, *what)) continue;
    const tenant_view_ptr view = tenant_->view();
    const tenant_context context{*what->caller, what->options, now, node_.world()};
    decided_tenant made = std::visit(
        [&]<class Command>(const Command& asked) -> decided_tenant {
          if constexpr (decided_by<Command> == methods::effect::tenant)
            return decide(asked, *view, context);
          else
            return refusal(errc::internal, "not a command of a tenant");
        },
        what->what);
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
    job->tenant = tenant_;
    job->changes = std::move(decided_.changes);
    committing_ = what;
    if (const caf::actor to = node_.handles->get(&wiring::committer))
      send(to, commit{std::move(job)});
  }
}

// Whatever the store has now is the truth.
void tenant_actor::catch_up() {
  catching_up_ = false;
  const auto reading = node_.borrow_snapshot();
  if (auto view = load_view(*reading, tenant_->number())) tenant_->publish(std::move(view).value());
}

void tenant_actor::finish(const storage::commit_result& result) {
  if (result.what == storage::commit_result::kind::committed) {
    tenant_->publish(std::move(decided_.after));
  } else {
    catch_up();
  }
  const call_ptr what = std::exchange(committing_, nullptr);
  answer_commit(node_, *what, std::move(decided_.answer), result);
}

}  // namespace atrium::actors
