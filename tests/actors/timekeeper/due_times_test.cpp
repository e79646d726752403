#include "actors/timekeeper/due_times.hpp"

#include <catch2/catch.hpp>

using namespace atrium;
using namespace atrium::actors;

namespace {

using taken = std::vector<std::pair<std::uint32_t, std::int64_t>>;

taken take(due_times& from, std::int64_t now_ms) {
  taken found;
  for (const auto& each : from.take_due(now_ms))
    found.emplace_back(each.tenant.value, each.from_ms);
  return found;
}

}  // namespace

TEST_CASE("a tenant is looked at from the earliest time on that was noted of it, once") {
  due_times times;
  CHECK_FALSE(times.first());
  times.note({1}, 3000);
  times.note({1}, 2000);
  times.note({1}, 4000);
  CHECK(times.first() == 2000);
  CHECK(take(times, 1999).empty());
  CHECK(take(times, 2000) == taken{{1, 2000}});
  CHECK(take(times, 9000).empty());
  CHECK_FALSE(times.first());
}

TEST_CASE("tenants are taken by time, and those whose time has not come stay") {
  due_times times;
  times.note({1}, 3000);
  times.note({2}, 1000);
  times.note({3}, 2000);
  times.note({4}, 2000);
  CHECK(take(times, 2000) == taken{{2, 1000}, {3, 2000}, {4, 2000}});
  CHECK(times.first() == 3000);
}

TEST_CASE("what is noted while a tenant is looked at is looked at again") {
  due_times times;
  times.note({1}, 1000);
  CHECK(take(times, 1500) == taken{{1, 1000}});
  times.note({1}, 1400);
  CHECK(take(times, 1500) == taken{{1, 1400}});
}
