#include "actors/scans/scans.hpp"

#include <thread>

#include "actors/scans/rest.hpp"
#include "config/threads.hpp"

namespace atrium::actors {
namespace {

constexpr int niceness = 5;

}  // namespace

scan_worker::scan_worker(caf::actor_config& config, actors::node& shared, caf::actor pool)
    : pool_worker(config, shared, std::move(pool)), index_(std::in_place, shared.lists()) {}

caf::behavior scan_worker::make_behavior() {
  if (node_.handles->blocking == spawning::detached) {
    config::stand_back(niceness);
    meter_.emplace();
    look();
  }
  return pool_worker::make_behavior();
}

void scan_worker::on_exit() {
  pool_worker::on_exit();
  index_.reset();
}

void scan_worker::work(const make_list& wanted) {
  make(*wanted.job);
  node_.figures.lists_answered.fetch_add(1, std::memory_order_relaxed);
  if (used_) rest();
}

void scan_worker::make(scan_job& job) {
  if (node_.world().now_ms() > job.deadline_ms)
    return job.reply.fail(refusal(errc::deadline_exceeded));
  if (const auto renewed = index_->renew(); !renewed) return job.reply.fail(renewed.failure());
  wire::buffer out;
  outcome<nothing> made = nothing{};
  {
    const auto reading = node_.borrow_snapshot();  // after the index: at least as new
    const auto work_max = static_cast<std::uint64_t>(node_.settings().get<"scans.work_max">());
    made = answer_scan(job.what, *job.caller, *job.view, {*index_, *reading, work_max}, out);
  }
  index_->release();
  if (made)
    job.reply.succeed(out.view());
  else
    job.reply.fail(made.failure());
}

void scan_worker::rest() {
  const auto used = *used_;
  const auto others = others_answered_;
  look();
  if (!used_) return;
  const auto needed = rest_after(*used_ - used, others_answered_ - others,
                                 node_.settings().get<"scans.rest_times">());
  if (needed.count() == 0) return;
  std::this_thread::sleep_for(needed);
  look();
}

void scan_worker::look() {
  used_ = meter_->read();
  others_answered_ = node_.figures.answers.calls.load(std::memory_order_relaxed) -
                     node_.figures.lists_answered.load(std::memory_order_relaxed);
}

caf::behavior scans_actor::make_behavior() {
  spawn_workers(config::scan_threads(node_.settings(), std::thread::hardware_concurrency()));
  return {[this](const make_list& wanted) { take(wanted.job->view->number, wanted); },
          [this](const worker_free& which) { is_free(which.worker); }};
}

}  // namespace atrium::actors
