#include "actors/hashing/hashing.hpp"

#include <thread>

#include "config/threads.hpp"

namespace atrium::actors {
namespace {

constexpr auto look_for_late_every = std::chrono::milliseconds(250);

void tell(hash_job& job, bool failed) {
  job.answered = true;
  caf::anon_send(job.reply_to, hashed{job.of, job.against.has_value(), failed});
}

void make_or_check(hash_job& job, outside& world) {
  const std::string_view password = job.password->reveal();
  if (!job.against) {
    job.of->password_hash = world.hash_password(password);
  } else if (job.against->empty()) {
    world.verify_password(world.unmatched_hash(), password);
    job.of->checked = {"", false, false};
  } else {
    job.of->checked = {*job.against, world.verify_password(*job.against, password),
                       world.is_outdated(*job.against)};
  }
}

}  // namespace

hash_job::~hash_job() {
  if (!answered && reply_to) caf::anon_send(reply_to, hashed{of, against.has_value(), true});
}

void hashing_worker::work(const hash& wanted) {
  hash_job& job = *wanted.job;
  make_or_check(job, node_.world());
  tell(job, !job.against && job.of->password_hash.empty());
}

caf::behavior hashing_actor::make_behavior() {
  spawn_workers(config::hashing_threads(node_.settings(), std::thread::hardware_concurrency()));
  delayed_send(this, look_for_late_every, tick{});
  return {[this](const hash& wanted) { take_in(wanted); },
          [this](const worker_free& which) {
            is_free(which.worker);
            count_waiting();
          },
          [this](const tick&) {
            drop_late();
            delayed_send(this, look_for_late_every, tick{});
          }};
}

void hashing_actor::take_in(const hash& wanted) {
  hash_job& job = *wanted.job;
  const auto queue_max = static_cast<std::size_t>(node_.settings().get<"hashing.queue_max">());
  if (waiting_.size() >= queue_max) return tell(job, true);
  job.give_up_at_ms = node_.world().now_ms() + node_.settings().get<"hashing.deadline_ms">();
  take(job.tenant, wanted);
  count_waiting();
}

void hashing_actor::drop_late() {
  const std::int64_t now = node_.world().now_ms();
  waiting_.erase_if([&](const hash& waiting) {
    const bool late = waiting.job->give_up_at_ms < now;
    if (late) tell(*waiting.job, true);
    return late;
  });
  count_waiting();
}

void hashing_actor::count_waiting() {
  node_.figures.hashes_waiting.store(static_cast<std::int64_t>(waiting_.size()));
}

}  // namespace atrium::actors
