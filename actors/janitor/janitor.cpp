#include "actors/janitor/janitor.hpp"

#include <caf/send.hpp>

#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/wiring.hpp"

namespace atrium::actors {
namespace {

constexpr auto round_every = std::chrono::minutes(1);
// Of customers' histories, which are many and kept for long: the next round goes on from there.
constexpr int history_slices_per_round = 10;

}  // namespace

janitor_actor::janitor_actor(caf::actor_config& config, actors::node& shared)
    : caf::event_based_actor(config), node_(shared) {
  keep_quiet(*this);
}

caf::behavior janitor_actor::make_behavior() {
  delayed_send(this, round_every, tick{});
  return {[this](const tick&) {
            delayed_send(this, round_every, tick{});
            if (!in_round_) begin_round();
          },
          // Whatever became of the commit: what is still there is found by the next round.
          [this](const committed&) { go_on(); }};
}

void janitor_actor::begin_round() {
  in_round_ = true;
  retries_done_ = false;
  next_retry_.clear();
  history_slices_left_ = history_slices_per_round;
  journals_left_.clear();
  for (const auto& [number, tenant] : node_.tenants()->by_number) journals_left_.push_back(tenant);
  go_on();
}

void janitor_actor::go_on() {
  const std::int64_t now = node_.world().now_ms();
  while (in_round_) {
    const auto reading = node_.borrow_snapshot();
    if (!retries_done_) {
      auto step = expired_retries(*reading, next_retry_,
                                  now - node_.settings().get<"idempotency.keep_ms">());
      if (!step) break;
      next_retry_ = step->next;
      retries_done_ = next_retry_.empty();
      if (carry_out(std::move(step).value())) return;
    } else if (!journals_left_.empty()) {
      auto step = expired_journal(*reading, journals_left_.back()->number(),
                                  now - node_.settings().get<"journal.keep_ms">());
      if (!step) break;
      if (step->next.empty()) journals_left_.pop_back();
      if (carry_out(std::move(step).value())) return;
    } else if (history_slices_left_ > 0) {
      auto step =
          expired_history(*reading, next_history_, now - node_.settings().get<"history.keep_ms">());
      if (!step) break;
      --history_slices_left_;
      next_history_ = step->next;
      if (next_history_.empty()) history_slices_left_ = 0;
      if (carry_out(std::move(step).value())) return;
    } else {
      break;
    }
  }
  in_round_ = false;
}

bool janitor_actor::carry_out(retention_step step) {
  if (step.changes.erasures.empty()) return false;
  auto job = std::make_shared<commit_job>();
  job->reply_to = this;
  job->changes = std::move(step.changes);
  const caf::actor to = node_.handles->get(&wiring::committer);
  if (to) send(to, commit{std::move(job)});
  return true;
}

}  // namespace atrium::actors
