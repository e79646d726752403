// What one client may cost.
#include <catch2/catch.hpp>

#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <vector>

#include "actors/front/bounds.hpp"
#include "actors/front/input_buffer.hpp"
#include "served.hpp"

using namespace atrium;
using namespace atrium::test;

namespace {

// Sends until the other side has stopped taking it; how much that was.
std::size_t send_until_stuck(client& to, const std::string& bytes, std::size_t most) {
  std::size_t sent = 0;
  while (sent < most) {
    pollfd room{.fd = to.descriptor(), .events = POLLOUT, .revents = 0};
    if (::poll(&room, 1, 500) <= 0) return sent;
    sent += to.send_some(std::string_view(bytes).substr(sent % bytes.size()));
  }
  return sent;
}

std::size_t resident_bytes() {
  std::size_t all = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

TEST_CASE("a client that takes no replies is not read from, and others do not notice") {
  auto settings = on_loopback();
  settings.set<"front.unread_reply_bytes_max">(64 * 1'024);
  served here(settings);
  here.node.big_bytes = 50'000;
  auto deaf = here.connect();
  std::string calls;
  for (std::uint32_t i = 0; i < 1'000; ++i) calls += request(i % 100, "big");
  // The kernel's own buffers hold some megabytes.
  constexpr std::size_t most = 64 << 20;
  CHECK(send_until_stuck(deaf, calls, most) < most);

  auto other = here.connect();
  CHECK(other.ask(request(1, "hello"), yes_to(1).size()) == yes_to(1));
  const auto figures = here.front->measure();
  const std::size_t reply = yes_to(1).size() + 4 + here.node.big_bytes;
  CHECK((figures.messages - 1) * reply < figures.bytes_out + 64 * 1'024 + reply);

  // It takes them after all: reading goes on.
  const std::size_t more = (figures.messages + 100) * reply;
  CHECK(deaf.receive(more).size() == more);
}

TEST_CASE("with too many calls in flight a connection is not read from") {
  auto settings = on_loopback();
  settings.set<"front.in_flight_per_connection">(3);
  served here(settings);
  auto caller = here.connect();
  std::string calls;
  for (std::uint32_t i = 0; i < 10; ++i) calls += request(i, "later");
  CHECK(caller.send(calls));
  CHECK(here.node.await_waiting(3));
  for (std::uint32_t i = 0; i < 10; ++i) {
    CHECK(here.node.waiting() <= 3);
    CHECK(here.node.answer(i));
    CHECK(caller.receive(yes_to(i).size()) == yes_to(i));
  }
}

TEST_CASE("two thousand connections that say nothing are cheap") {
  rlimit descriptors{};
  ::getrlimit(RLIMIT_NOFILE, &descriptors);
  const std::size_t count = std::min<std::size_t>(2'000, descriptors.rlim_cur / 2 - 100);
  served here;
  std::vector<client> silent;
  silent.reserve(count);
  const std::size_t before = resident_bytes();
  for (std::size_t i = 0; i < count; ++i) silent.push_back(here.connect());
  CHECK(eventually([&] { return here.front->measure().accepted == count; }));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  CHECK(resident_bytes() - before < count * 8 * 1'024);
#else
  CHECK(resident_bytes() > before);
#endif
  CHECK(silent.back().ask(request(1, "hello"), yes_to(1).size()) == yes_to(1));
  silent.clear();
  CHECK(eventually([&] { return here.front->connections() == 0; }));
}

TEST_CASE("connections leave descriptors for everything else") {
  config::settings settings;
  settings.set<"front.connections_max">(10'000);
  CHECK(actors::bounds_of(settings, 100'000).connections_max == 10'000);
  CHECK(actors::bounds_of(settings, 1'024).connections_max < 1'000);
  CHECK(actors::bounds_of(settings, 10).connections_max == 5);
}

TEST_CASE("an input buffer keeps what is unread while it grows and moves") {
  actors::input_buffer bytes;
  std::string expected;
  char next = 0;
  std::size_t longest = 0;
  for (std::size_t round = 0; round < 3'000; ++round) {
    const std::size_t size = round * 7 % 97 + 1;
    const auto room = bytes.room(size);
    REQUIRE(room.size() == size);
    for (char& byte : room) expected.push_back(byte = next++);
    bytes.filled(size);
    longest = std::max(longest, expected.size());
    const std::size_t taken = std::min(round * 5 % 101, expected.size());
    bytes.consume(taken);
    expected.erase(0, taken);
    REQUIRE(bytes.view() == expected);
    REQUIRE(bytes.capacity() <= 2 * longest);
  }
}
