// A log-linear histogram of latencies in nanoseconds: three digits everywhere, mergeable, nothing
// lost but the fourth digit. After HdrHistogram (Gil Tene).
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace atrium::bench {

class histogram {
 public:
  // Values above this (73 minutes) count as this.
  static constexpr std::int64_t highest = (std::int64_t{1} << 42) - 1;

  histogram();

  void record(std::int64_t nanoseconds);  // a negative value counts as 0
  void merge(const histogram& other);
  void clear();

  std::uint64_t count() const { return count_; }
  std::int64_t max() const { return max_; }  // exact; 0 when empty

  // The smallest value that at least `percent` (0 to 100) of the values do not exceed, at most 0.1
  // % too high, never too low. 0 when empty.
  std::int64_t percentile(double percent) const;

  // The raw buckets that hold something: the highest value of the bucket and how many fell in it.
  std::vector<std::pair<std::int64_t, std::uint64_t>> buckets() const;

 private:
  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace atrium::bench
