#include "actors/guesses/source_limits.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace atrium;
using namespace atrium::actors;

namespace {

constexpr source_limits::limits three{.failures_max = 3, .window_ms = 30'000, .sources_max = 3};

struct guesses {
  source_limits sources;
  std::int64_t now = 1'000'000;

  auto begin(const std::string& from, tenant_number tenant = {1}) {
    return sources.begin(tenant, from, three, now);
  }
  void fail(const std::string& from, tenant_number tenant = {1}) {
    auto one = begin(from, tenant);
    REQUIRE(one);
    (*one)->fail();
  }
};

}  // namespace

TEST_CASE("failures from one source are limited, and forgotten with time") {
  guesses made;
  for (int i = 0; i < 3; ++i) made.fail("192.0.2.1");
  const auto refused = made.begin("192.0.2.1");
  REQUIRE_FALSE(refused);
  CHECK(refused.failure().code == errc::too_many_attempts);
  CHECK(refused.failure().retry_after_ms == 10'000);
  CHECK(made.begin("192.0.2.2"));
  CHECK(made.begin("192.0.2.1", {2}));
  made.now += 9'999;
  CHECK_FALSE(made.begin("192.0.2.1"));
  made.now += 1;
  CHECK(made.begin("192.0.2.1"));
}

TEST_CASE("guesses under way count, and good ones are given back") {
  guesses made;
  {
    std::vector<std::shared_ptr<source_limits::guess>> under_way;
    for (int i = 0; i < 3; ++i) under_way.push_back(made.begin("192.0.2.1").value());
    CHECK_FALSE(made.begin("192.0.2.1"));
  }
  CHECK(made.begin("192.0.2.1"));
}

TEST_CASE("the source that was seen longest ago makes room") {
  guesses made;
  for (int i = 0; i < 3; ++i) made.fail("192.0.2.1");
  CHECK(made.begin("192.0.2.2"));
  CHECK(made.begin("192.0.2.3"));
  CHECK_FALSE(made.begin("192.0.2.1"));  // seen again
  CHECK(made.begin("192.0.2.4"));
  CHECK_FALSE(made.begin("192.0.2.1"));
  for (const char* other : {"192.0.2.5", "192.0.2.6", "192.0.2.7"}) CHECK(made.begin(other));
  CHECK(made.begin("192.0.2.1"));
}
