// Connections that take too long.
#include <catch2/catch.hpp>

#include "served.hpp"

using namespace atrium;
using namespace atrium::test;

TEST_CASE("a message that trickles in ends its connection while others are served") {
  auto settings = on_loopback();
  settings.set<"front.message_timeout_ms">(150);
  const served here(settings);
  auto slow = here.connect();
  auto other = here.connect();
  CHECK(slow.ask(request(1, "hello"), yes_to(1).size()) == yes_to(1));
  const std::string message = request(1, "echo", std::string(60'000, 't'));
  std::size_t sent = 0;
  // A byte for every call of the other: some hundred thousand microseconds for the whole.
  while (sent < message.size() && !slow.ends_within(std::chrono::milliseconds(1))) {
    if (!slow.send({&message[sent], 1})) break;
    ++sent;
    REQUIRE(other.ask(request(2, "echo", "x"), echo_of(2, "x").size()) == echo_of(2, "x"));
  }
  CHECK(sent > 10);
  CHECK(sent < message.size());
  CHECK(eventually([&] { return here.front->connections() == 1; }));
}

TEST_CASE("who does not say hello in time is closed, who did stays") {
  auto settings = on_loopback();
  settings.set<"front.hello_timeout_ms">(100);
  const served here(settings);
  auto polite = here.connect();
  CHECK(polite.ask(request(1, "hello"), yes_to(1).size()) == yes_to(1));
  auto silent = here.connect();
  auto rude = here.connect();
  CHECK(rude.ask(request(1, "echo", "x"), echo_of(1, "x").size()) == echo_of(1, "x"));
  CHECK(silent.ends_within(patience));
  CHECK(rude.ends_within(patience));
  CHECK(polite.ask(request(2, "hello"), yes_to(2).size()) == yes_to(2));
}

TEST_CASE("a silent connection is closed, but not while it waits for an answer") {
  auto settings = on_loopback();
  settings.set<"front.idle_timeout_ms">(1'000);
  served here(settings);
  auto waiting = here.connect();
  CHECK(waiting.send(request(1, "hello") + request(2, "later")));
  CHECK(waiting.receive(yes_to(1).size()) == yes_to(1));
  CHECK(here.node.await_waiting(1));
  auto idle = here.connect();
  CHECK(idle.ask(request(1, "hello"), yes_to(1).size()) == yes_to(1));
  CHECK(idle.ends_within(patience));  // the younger of the two, so the other had its chance
  CHECK(here.node.answer(2));
  CHECK(waiting.receive(yes_to(2).size()) == yes_to(2));
  CHECK(waiting.ends_within(patience));
}
