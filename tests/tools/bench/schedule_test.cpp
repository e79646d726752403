#include "tools/bench/schedule.hpp"

#include <catch2/catch.hpp>

using atrium::bench::schedule;

TEST_CASE("calls are due evenly from the start on") {
  schedule plan(1'000, 1e6);  // one a microsecond
  CHECK(plan.take() == 1'000);
  CHECK(plan.take() == 2'000);
  CHECK(plan.take() == 3'000);
  CHECK(plan.next_due() == 4'000);
}

TEST_CASE("a call is due at its time and not before") {
  schedule plan(1'000, 1e6);
  CHECK_FALSE(plan.due(999));
  CHECK(plan.due(1'000));
  plan.take();
  CHECK_FALSE(plan.due(1'999));
  CHECK(plan.due(2'000));
}

TEST_CASE("rounding does not add up: a million calls at 3 a second end on time") {
  schedule plan(0, 3);
  for (int i = 0; i < 999'999; ++i) plan.take();
  CHECK(plan.next_due() == 333'333'000'000'000);
}

TEST_CASE("after a stall every call that was held up keeps the time it was due at") {
  schedule plan(0, 1e6);
  const std::int64_t stalled_until = 100'000;
  std::int64_t held_up = 0;
  while (plan.due(stalled_until)) {
    const std::int64_t latency = stalled_until - plan.take();
    CHECK(latency == 100'000 - held_up * 1'000);
    ++held_up;
  }
  CHECK(held_up == 101);
}
