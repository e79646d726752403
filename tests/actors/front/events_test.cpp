// Events that a session pushes.
#include <catch2/catch.hpp>

#include <thread>

#include "served.hpp"

using namespace atrium;
using namespace atrium::test;

namespace {

// [2, "event", [text]] of the fake session.
std::size_t event_bytes(const served& here) { return 1 + 1 + 6 + 1 + 5 + here.node.big_bytes; }

}  // namespace

TEST_CASE("events go out without being asked for, between answers") {
  served here;
  here.node.events = 1'000;
  auto follower = here.connect();
  CHECK(follower.send(request(1, "follow")));
  const std::size_t all = yes_to(1).size() + 1'000 * event_bytes(here);
  CHECK(follower.receive(all).size() == all);
  CHECK(follower.ask(request(2, "echo", "x"), echo_of(2, "x").size()) == echo_of(2, "x"));
}

TEST_CASE("a subscriber that takes no events is sent no more of them, and others do not notice") {
  constexpr std::size_t most = 64 * 1'024;
  auto settings = on_loopback();
  settings.set<"front.unread_reply_bytes_max">(most);
  served here(settings);
  here.node.big_bytes = 50'000;
  here.node.events = 100'000;
  auto deaf = here.connect();
  CHECK(deaf.send(request(1, "follow")));
  auto other = here.connect();
  // Until the kernel takes no more of it.
  std::size_t before = 0;
  CHECK(eventually([&] {
    CHECK(other.ask(request(1, "hello"), yes_to(1).size()) == yes_to(1));
    std::this_thread::yield();
    const std::size_t now = here.front->measure().bytes_out;
    const auto owed = static_cast<std::size_t>(here.node.pushed) * event_bytes(here);
    return owed >= std::exchange(before, now) + most && before == now;
  }));
  CHECK(static_cast<std::size_t>(here.node.pushed) * event_bytes(here) <
        here.front->measure().bytes_out + most + 2 * event_bytes(here));
  CHECK(here.node.pushed < here.node.events);

  // It takes them after all: the others follow.
  const std::size_t more = static_cast<std::size_t>(here.node.pushed + 100) * event_bytes(here);
  CHECK(deaf.receive(more).size() == more);
}

TEST_CASE("a subscriber is not idle, but one that takes nothing is") {
  auto settings = on_loopback();
  settings.set<"front.idle_timeout_ms">(1'000);
  settings.set<"front.unread_reply_bytes_max">(64 * 1'024);
  served here(settings);
  auto follower = here.connect();
  CHECK(follower.ask(request(1, "hello") + request(2, "follow"), 2 * yes_to(1).size()).size() ==
        2 * yes_to(1).size());
  auto idle = here.connect();
  CHECK(idle.ask(request(1, "hello"), yes_to(1).size()) == yes_to(1));
  CHECK(idle.ends_within(patience));  // the younger of the two, so the other had its chance
  here.node.big_bytes = 50'000;
  here.node.events = 100'000;
  CHECK(follower.ask(request(3, "hello"), yes_to(3).size()).size() == yes_to(3).size());
  CHECK(eventually([&] { return here.front->connections() == 0; }));
}
