// How a front ends.
#include <catch2/catch.hpp>

#include <future>
#include <vector>

#include "served.hpp"

using namespace atrium;
using namespace atrium::test;

TEST_CASE("drain answers everything that is in flight, and closes") {
  auto settings = on_loopback();
  settings.set<"front.io_threads">(2);
  served here(settings);
  here.node.big_bytes = 3'000'000;
  std::vector<client> callers;
  for (std::uint32_t i = 0; i < 6; ++i) {
    callers.push_back(here.connect());
    CHECK(callers[i].send(request(i, "later")));
  }
  auto idle = here.connect();
  auto reader = here.connect();
  CHECK(reader.send(request(1, "big")));
  CHECK(here.node.await_waiting(6));
  CHECK(eventually([&] { return here.front->measure().messages == 7; }));
  auto ended = std::async(std::launch::async, [&] { return here.front->drain(patience); });
  CHECK(idle.ends_within(patience));
  CHECK(callers[0].send(request(100, "echo", "too late")));
  for (std::uint32_t i = 0; i < 6; ++i) CHECK(here.node.answer(i));
  for (std::uint32_t i = 0; i < 6; ++i) CHECK(callers[i].receive_to_end() == yes_to(i));
  CHECK(reader.receive_to_end().size() == yes_to(1).size() + 4 + here.node.big_bytes);
  callers.clear();  // the first had calls unread, so it was given time to see its answer
  CHECK(ended.get());
  CHECK(here.front->connections() == 0);
  CHECK(here.node.connections == 0);
  CHECK_THROWS(here.connect());
}

TEST_CASE("drain ends when its patience does and says that answers are owed") {
  served here;
  auto caller = here.connect();
  CHECK(caller.send(request(1, "later")));
  CHECK(here.node.await_waiting(1));
  CHECK_FALSE(here.front->drain(std::chrono::milliseconds(50)));
  CHECK(caller.receive_to_end().empty());
  CHECK(here.node.sessions == 0);
}

TEST_CASE("answers that come after the drain are dropped") {
  served here;
  auto caller = here.connect();
  CHECK(caller.send(request(1, "later")));
  CHECK(here.node.await_waiting(1));
  CHECK_FALSE(here.front->drain(std::chrono::milliseconds(0)));
  CHECK(here.node.answer(1));
}

TEST_CASE("a front ends without drain, calls in flight or not") {
  served here;
  auto caller = here.connect();
  CHECK(caller.send(request(1, "later")));
  CHECK(here.node.await_waiting(1));
  here.front.reset();
  CHECK(caller.receive_to_end().empty());
  CHECK(here.node.sessions == 0);
  CHECK(here.node.connections == 0);
}
