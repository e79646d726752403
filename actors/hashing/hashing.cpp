#include "actors/hashing/hashing.hpp"

#include <caf/send.hpp>
#include <thread>

#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/wiring.hpp"

namespace atrium::actors {
namespace {

constexpr auto look_for_late_every = std::chrono::milliseconds(250);

void tell(hash_job& job, bool failed) {
  job.answered = true;
  caf::anon_send(job.reply_to, hashed{job.of, failed});
}

}  // namespace

hash_job::~hash_job() {
  if (!answered && reply_to) caf::anon_send(reply_to, hashed{of, true});
}

hashing_worker::hashing_worker(caf::actor_config& config, actors::node& shared, caf::actor pool)
    : caf::event_based_actor(config), node_(shared), pool_(std::move(pool)) {
  keep_quiet(*this);
}

caf::behavior hashing_worker::make_behavior() {
  send(pool_, worker_free{this});
  return {[this](const hash& wanted) {
    hash_job& job = *wanted.job;
    const creation& made = std::get<creation>(job.of->what);
    job.of->password_hash = node_.world().hash_password(made.password->reveal());
    tell(job, job.of->password_hash.empty());
    send(pool_, worker_free{this});
  }};
}

hashing_actor::hashing_actor(caf::actor_config& config, actors::node& shared)
    : caf::event_based_actor(config), node_(shared) {
  keep_quiet(*this);
  set_down_handler([this](const caf::down_msg& down) {
    const auto is_the_dead = [&](const caf::actor& each) { return each.id() == down.source.id(); };
    std::erase_if(workers_, is_the_dead);
    std::erase_if(free_, is_the_dead);
    spawn_worker();
  });
}

void hashing_actor::on_exit() {
  for (const caf::actor& each : workers_)
    caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
  // Workers and pool know each other; without this they would keep each other in memory.
  workers_.clear();
  free_.clear();
  waiting_.clear();
}

void hashing_worker::on_exit() { pool_ = nullptr; }

caf::behavior hashing_actor::make_behavior() {
  auto workers = node_.settings().get<"hashing.threads">();
  if (workers == 0) workers = std::max(1u, std::thread::hardware_concurrency()) - 1;
  for (std::int64_t i = 0; i < std::max<std::int64_t>(1, workers); ++i) spawn_worker();
  delayed_send(this, look_for_late_every, tick{});
  return {[this](const hash& wanted) { take(wanted.job); },
          [this](const worker_free& which) {
            free_.push_back(which.worker);
            hand_out();
          },
          [this](const tick&) {
            drop_late();
            delayed_send(this, look_for_late_every, tick{});
          }};
}

void hashing_actor::spawn_worker() {
  const caf::actor pool = this;
  workers_.push_back(
      node_.handles->blocking == spawning::detached
          ? spawn<hashing_worker, caf::detached + caf::monitored>(std::ref(node_), pool)
          : spawn<hashing_worker, caf::monitored>(std::ref(node_), pool));
}

void hashing_actor::take(std::shared_ptr<hash_job> job) {
  const auto queue_max = static_cast<std::size_t>(node_.settings().get<"hashing.queue_max">());
  if (waiting_count_ >= queue_max) return tell(*job, true);
  job->give_up_at_ms = node_.world().now_ms() + node_.settings().get<"hashing.deadline_ms">();
  waiting_[job->tenant].push_back(std::move(job));
  node_.figures.hashes_waiting.store(static_cast<std::int64_t>(++waiting_count_));
  hand_out();
}

void hashing_actor::hand_out() {
  while (!free_.empty() && !waiting_.empty()) {
    auto turn = waiting_.upper_bound(last_turn_);
    if (turn == waiting_.end()) turn = waiting_.begin();
    last_turn_ = turn->first;
    send(free_.front(), hash{std::move(turn->second.front())});
    free_.pop_front();
    turn->second.pop_front();
    if (turn->second.empty()) waiting_.erase(turn);
    node_.figures.hashes_waiting.store(static_cast<std::int64_t>(--waiting_count_));
  }
}

void hashing_actor::drop_late() {
  const std::int64_t now = node_.world().now_ms();
  for (auto queue = waiting_.begin(); queue != waiting_.end();) {
    auto& jobs = queue->second;
    while (!jobs.empty() && jobs.front()->give_up_at_ms < now) {
      tell(*jobs.front(), true);
      jobs.pop_front();
      --waiting_count_;
    }
    queue = jobs.empty() ? waiting_.erase(queue) : std::next(queue);
  }
  node_.figures.hashes_waiting.store(static_cast<std::int64_t>(waiting_count_));
}

}  // namespace atrium::actors
