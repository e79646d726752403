#include "tools/atriumd/housekeeping.hpp"

#include <chrono>

#include "config/log.hpp"

namespace atrium {
namespace {

constexpr auto look_every = std::chrono::milliseconds(500);
constexpr int looks_between_reader_checks = 120;  // a minute

}  // namespace

housekeeping::housekeeping(actors::node& shared, std::function<void()> end_daemon)
    : shared_(shared), end_daemon_(std::move(end_daemon)), thread_([this] { run(); }) {}

void housekeeping::stop() {
  {
    std::lock_guard lock(guard_);
    stopping_ = true;
  }
  stop_now_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void housekeeping::run() {
  const std::int64_t alarm_ms = shared_.settings().get<"storage.reader_age_alarm_ms">();
  bool told_broken = false;
  std::unique_lock lock(guard_);
  for (int look = 1; !stop_now_.wait_for(lock, look_every, [this] { return stopping_; }); ++look) {
    storage::store& data = shared_.data();
    const std::int64_t age = data.oldest_snapshot_ms();
    if (age > alarm_ms) log::warning("a snapshot is held too long", {{"age_ms", age}});
    if (look % looks_between_reader_checks == 0) {
      const int cleared = data.clear_dead_readers();
      if (cleared > 0) log::warning("cleared slots of dead readers", {{"readers", cleared}});
    }
    if (data.broken() && !std::exchange(told_broken, true)) {
      log::error("the store is broken; the daemon ends and must be started again");
      end_daemon_();
    }
  }
}

}  // namespace atrium
