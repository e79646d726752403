#include "tools/bench/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace atrium::bench {
namespace {

// Below 2,048 each value has its own bucket; above, each power of two is cut into 1,024 buckets.
constexpr int sub_bucket_bits = 10;
constexpr std::int64_t sub_buckets = 1 << sub_bucket_bits;

int shift_of(std::int64_t value) {
  const auto width = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(value)));
  return std::max(0, width - sub_bucket_bits - 1);
}

std::size_t index_of(std::int64_t value) {
  const int shift = shift_of(value);
  return static_cast<std::size_t>(shift * sub_buckets + (value >> shift));
}

std::int64_t highest_of(std::size_t index) {
  const auto at = static_cast<std::int64_t>(index);
  if (at < 2 * sub_buckets) return at;
  const auto shift = static_cast<int>(at / sub_buckets - 1);
  const std::int64_t sub = at - shift * sub_buckets;
  return ((sub + 1) << shift) - 1;
}

}  // namespace

histogram::histogram() : counts_(index_of(highest) + 1) {}

void histogram::record(std::int64_t nanoseconds) {
  const std::int64_t value = std::clamp<std::int64_t>(nanoseconds, 0, highest);
  ++counts_[index_of(value)];
  ++count_;
  max_ = std::max(max_, value);
}

void histogram::merge(const histogram& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

void histogram::clear() {
  std::fill(counts_.begin(), counts_.end(), 0);
  count_ = 0;
  max_ = 0;
}

std::int64_t histogram::percentile(double percent) const {
  const double share = std::clamp(percent, 0.0, 100.0) / 100.0;
  const auto wanted = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_) - 1e-9)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen >= wanted) return std::min(highest_of(i), max_);
  }
  return max_;
}

std::vector<std::pair<std::int64_t, std::uint64_t>> histogram::buckets() const {
  std::vector<std::pair<std::int64_t, std::uint64_t>> filled;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] != 0) filled.emplace_back(highest_of(i), counts_[i]);
  }
  return filled;
}

}  // namespace atrium::bench
