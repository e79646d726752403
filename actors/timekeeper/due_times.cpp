#include "actors/timekeeper/due_times.hpp"

namespace atrium::actors {

void due_times::note(tenant_number tenant, std::int64_t due_ms) {
  const std::lock_guard lock(guard_);
  const auto [known, is_new] = time_of_.try_emplace(tenant, due_ms);
  if (!is_new) {
    if (known->second <= due_ms) return;
    by_time_.erase({known->second, tenant});
    known->second = due_ms;
  }
  by_time_.emplace(due_ms, tenant);
}

std::vector<due_times::due_tenant> due_times::take_due(std::int64_t now_ms) {
  const std::lock_guard lock(guard_);
  std::vector<due_tenant> taken;
  while (!by_time_.empty() && by_time_.begin()->first <= now_ms) {
    const auto [from_ms, tenant] = *by_time_.begin();
    taken.push_back({tenant, from_ms});
    time_of_.erase(tenant);
    by_time_.erase(by_time_.begin());
  }
  return taken;
}

std::optional<std::int64_t> due_times::first() const {
  const std::lock_guard lock(guard_);
  if (by_time_.empty()) return {};
  return by_time_.begin()->first;
}

}  // namespace atrium::actors
