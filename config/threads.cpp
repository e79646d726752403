#include "config/threads.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace atrium::config {
namespace {

unsigned chosen_or(std::int64_t chosen, unsigned automatic, unsigned least = 1) {
  return chosen != 0 ? static_cast<unsigned>(chosen) : std::max(automatic, least);
}

}  // namespace

unsigned io_threads(const settings& now, unsigned cores) {
  return chosen_or(now.get<"front.io_threads">(), cores / 2, 2);
}

unsigned scheduler_threads(const settings& now, unsigned cores) {
  return chosen_or(now.get<"actors.scheduler_threads">(), cores / 2);
}

unsigned hashing_threads(const settings& now, unsigned cores) {
  return chosen_or(now.get<"hashing.threads">(), cores > 1 ? cores - 1 : 1);
}

unsigned scan_threads(const settings& now, unsigned cores) {
  return chosen_or(now.get<"scans.threads">(), cores / 2);
}

// On Linux each thread has a priority of its own. If it cannot be set, things go slower.
void stand_back(int nice) { setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), nice); }

}  // namespace atrium::config
