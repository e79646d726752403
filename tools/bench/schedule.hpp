// When calls of an open loop are due. The plan does not bend to the server: a call that had to wait
// because the server stalled is measured from the time it was due, so a stall shows in every call
// it held up (no coordinated omission).
#pragma once

#include <cstdint>

namespace atrium::bench {

class schedule {
 public:
  // `per_second` calls from `start` (nanoseconds of any clock) on, evenly spaced; the first is due
  // at `start`.
  schedule(std::int64_t start, double per_second) : start_(start), per_second_(per_second) {}

  // When the next call is, or was, due. Computed from the start, so rounding does not add up.
  std::int64_t next_due() const {
    return start_ + static_cast<std::int64_t>(static_cast<double>(taken_) * 1e9 / per_second_);
  }
  bool due(std::int64_t now) const { return next_due() <= now; }
  // Takes the next call and tells its intended time.
  std::int64_t take() {
    const std::int64_t intended = next_due();
    ++taken_;
    return intended;
  }

 private:
  std::int64_t start_;
  double per_second_;
  std::uint64_t taken_ = 0;
};

}  // namespace atrium::bench
