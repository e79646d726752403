#include "config/processor_use.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

using namespace atrium::config;

TEST_CASE("what a thread had of the processor is its own") {
  const processor_meter here;
  const auto before = here.read();
  REQUIRE(before);
  std::uint64_t work = 1;
  while (here.read()->ran_ns < before->ran_ns + 2'000'000) work = work * 6364136223846793005u + 1;
  REQUIRE(work != 0);
  std::thread([of_this = here.read()->ran_ns] {
    const processor_meter there;
    REQUIRE(there.read());
    CHECK(there.read()->ran_ns < of_this);
  }).join();
  const processor_use spent = *here.read() - *before;
  CHECK(spent.ran_ns >= 2'000'000);
  CHECK(spent.waited_ns >= 0);
}

TEST_CASE("what a thread waited is told when more threads than processors want to run") {
  std::atomic<bool> go_on = true;
  std::vector<std::thread> others;
  for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i)
    others.emplace_back([&] {
      while (go_on) continue;
    });
  const processor_meter here;
  const auto before = here.read();
  while ((*here.read() - *before).waited_ns < 1'000'000) continue;
  go_on = false;
  for (std::thread& each : others) each.join();
  CHECK((*here.read() - *before).waited_ns >= 1'000'000);
}
