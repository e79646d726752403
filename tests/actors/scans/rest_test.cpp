#include "actors/scans/rest.hpp"

#include <catch2/catch.hpp>

using namespace atrium::actors;
using namespace std::chrono_literals;

TEST_CASE("a list maker whom nobody kept waiting goes on") {
  CHECK(rest_after({.ran_ns = 400'000, .waited_ns = 0}, 1, 8) == 0ns);
  CHECK(rest_after({.ran_ns = 400'000, .waited_ns = 25'000}, 1, 8) == 0ns);
  CHECK(rest_after({.ran_ns = 0, .waited_ns = 0}, 1, 8) == 0ns);
}

TEST_CASE("a list maker who had to wait rests a multiple of what he ran") {
  CHECK(rest_after({.ran_ns = 400'000, .waited_ns = 25'001}, 1, 8) == 3'200us);
  CHECK(rest_after({.ran_ns = 400'000, .waited_ns = 5'000'000}, 1, 1) == 400us);
  CHECK(rest_after({.ran_ns = 400'000, .waited_ns = 5'000'000}, 1, 0) == 0ns);
}

TEST_CASE("a list maker does not rest while nobody else is served") {
  CHECK(rest_after({.ran_ns = 400'000, .waited_ns = 5'000'000}, 0, 8) == 0ns);
}

TEST_CASE("no list maker rests longer than others may be kept waiting") {
  CHECK(rest_after({.ran_ns = 30'000'000, .waited_ns = 90'000'000}, 1, 8) == rest_max);
}
