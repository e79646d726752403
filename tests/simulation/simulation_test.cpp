// Seeds, and that a seed that fails is found. Environment: ATRIUM_SEED=N replays one seed;
// ATRIUM_SEEDS=COUNT and ATRIUM_FIRST_SEED=N run a range (tests/simulation/run).
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "config/log.hpp"
#include "tests/simulation/simulation.hpp"

using namespace atrium;
using namespace atrium::simulation;

namespace {

// With sanitizers a seed takes twenty times as long.
#ifdef __SANITIZE_ADDRESS__
constexpr std::uint64_t seeds_per_shard = 100;
#else
constexpr std::uint64_t seeds_per_shard = 500;
#endif

std::optional<std::uint64_t> number_in_environment(const char* name) {
  const char* text = std::getenv(name);
  return text ? std::optional<std::uint64_t>(std::strtoull(text, nullptr, 10)) : std::nullopt;
}

// Runs the seeds up to the first that fails, and prints that one.
void run_seeds(std::uint64_t first, std::uint64_t count) {
  log::set_level(log::level::off);
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const report found = simulate(seed);
    if (found.violation) FAIL(describe(found));
  }
}

// How many seeds it takes to find a planted bug; nothing if `most` do not.
std::optional<std::uint64_t> seeds_to_find(planted_bug bug, std::uint64_t most) {
  log::set_level(log::level::off);
  for (std::uint64_t seed = 1; seed <= most; ++seed)
    if (simulate(seed, bug).violation) return seed;
  return {};
}

}  // namespace

TEST_CASE("every invariant holds for the first seeds", "[shard]") { run_seeds(1, seeds_per_shard); }
TEST_CASE("every invariant holds for the second seeds", "[shard]") {
  run_seeds(501, seeds_per_shard);
}
TEST_CASE("every invariant holds for the third seeds", "[shard]") {
  run_seeds(1001, seeds_per_shard);
}
TEST_CASE("every invariant holds for the fourth seeds", "[shard]") {
  run_seeds(1501, seeds_per_shard);
}

TEST_CASE("the seeds that the environment names", "[.][seed]") {
  log::set_level(log::level::off);
  if (const auto seed = number_in_environment("ATRIUM_SEED")) {
    const report found = simulate(*seed);
    std::cout << describe(found);
    CHECK(!found.violation);
  } else {
    run_seeds(number_in_environment("ATRIUM_FIRST_SEED").value_or(1),
              number_in_environment("ATRIUM_SEEDS").value_or(1));
  }
}

TEST_CASE("a seed replays event by event") {
  log::set_level(log::level::off);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const report once = simulate(seed), again = simulate(seed);
    CHECK(once.fingerprint == again.fingerprint);
    CHECK(once.steps == again.steps);
  }
}

TEST_CASE("a router that lets go of names before their commit is found") {
  CHECK(seeds_to_find(planted_bug::names_freed_early, 300));
}

TEST_CASE("two accounts with one login are found") {
  CHECK(seeds_to_find(planted_bug::names_not_even_checked, 300));
}
