// Milliseconds that only go forward, for ages and pauses, 5 ns a call and 1 to 4 ms coarse. Nothing
// that is decided or stored depends on it: those times are passed in.
#pragma once

#include <ctime>

#include <cstdint>

namespace atrium::storage {

inline std::int64_t coarse_now_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

}  // namespace atrium::storage
