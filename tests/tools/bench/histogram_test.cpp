#include "tools/bench/histogram.hpp"

#include <catch2/catch.hpp>
#include <limits>

using atrium::bench::histogram;

TEST_CASE("a percentile is at most a thousandth too high and never too low") {
  const std::int64_t value = GENERATE(std::int64_t{0}, 1, 1023, 1024, 2047, 2048, 2049, 50'000,
                                      123'456'789, 60'000'000'000, histogram::highest);
  histogram all;
  all.record(value);
  all.record(histogram::highest);  // so that the maximum does not hide the bucket's width
  const std::int64_t told = all.percentile(50);
  CHECK(told >= value);
  CHECK(static_cast<double>(told - value) <= static_cast<double>(value) / 1000);
}

TEST_CASE("percentiles of 1 to 100,000 are where they belong") {
  histogram all;
  for (std::int64_t i = 1; i <= 100'000; ++i) all.record(i);
  CHECK(all.count() == 100'000);
  CHECK(all.percentile(0) == 1);
  CHECK(all.percentile(50) == Approx(50'000).epsilon(0.001));
  CHECK(all.percentile(99) == Approx(99'000).epsilon(0.001));
  CHECK(all.percentile(99.9) == Approx(99'900).epsilon(0.001));
  CHECK(all.percentile(100) == 100'000);
  CHECK(all.max() == 100'000);
}

TEST_CASE("one slow call among a thousand shows in the maximum and not in p99.9") {
  histogram all;
  for (int i = 0; i < 999; ++i) all.record(1'000);
  all.record(9'000'000);
  CHECK(all.percentile(99.9) == 1'000);
  CHECK(all.percentile(100) == 9'000'000);
}

TEST_CASE("merged histograms tell what one histogram of all values tells") {
  histogram odd, even, all;
  for (std::int64_t i = 0; i < 10'000; ++i) {
    (i % 2 == 0 ? even : odd).record(i * i);
    all.record(i * i);
  }
  odd.merge(even);
  CHECK(odd.count() == all.count());
  CHECK(odd.max() == all.max());
  CHECK(odd.buckets() == all.buckets());
}

TEST_CASE("buckets account for every value, and hold values no higher than they say") {
  histogram all;
  for (std::int64_t i = 0; i < 5'000; ++i) all.record(i * 7'919);
  std::uint64_t sum = 0;
  std::int64_t last = -1;
  for (const auto& [highest, count] : all.buckets()) {
    CHECK(highest > last);
    last = highest;
    sum += count;
  }
  CHECK(sum == all.count());
  CHECK(last >= all.max());
}

TEST_CASE("values out of range count at the ends, and clearing forgets all") {
  histogram all;
  all.record(-5);
  all.record(std::numeric_limits<std::int64_t>::max());
  CHECK(all.percentile(50) == 0);
  CHECK(all.max() == histogram::highest);
  all.clear();
  CHECK(all.count() == 0);
  CHECK(all.percentile(99) == 0);
  CHECK(all.buckets().empty());
}
