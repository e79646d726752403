// What is no call, and who may not connect.
#include <catch2/catch.hpp>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "config/log.hpp"
#include "served.hpp"

using namespace atrium;
using namespace atrium::test;

TEST_CASE("five bytes that promise gigabytes are refused and the connection ends") {
  const served here;
  auto caller = here.connect();
  CHECK(caller.send(std::string("\x94\x00\x05\xdb\xff\xff\xff\xff", 8)));
  const std::string answer = caller.receive_to_end();
  CHECK(answer.starts_with(std::string("\x94\x01\x05", 3)));
  CHECK(answer.find("too_large") != std::string::npos);
  CHECK(answer.find("[reset]") == std::string::npos);

  auto other = here.connect();
  CHECK(other.send(std::string("\xdc\xff\xff\xff\xff", 5)));
  CHECK(other.receive_to_end().find("bad_request") != std::string::npos);
}

TEST_CASE("a refused message is answered in the form that the client asked for") {
  const served here;
  auto caller = here.connect();
  CHECK(caller.ask(request(1, "maps"), yes_to(1).size()) == yes_to(1));
  CHECK(caller.send(std::string("\x94\x00\x05\xdb\xff\xff\xff\xff", 8)));
  const std::string answer = caller.receive_to_end();
  CHECK(answer.find(std::string("\xa4") + "code\xa9too_large") != std::string::npos);
}

TEST_CASE("a refused message is answered even if the client goes on sending") {
  const served here;
  auto caller = here.connect();
  CHECK(
      caller.send(std::string("\x94\x00\x05\xdb\xff\xff\xff\xff", 8) + std::string(300'000, 'x')));
  const std::string answer = caller.receive_to_end();
  CHECK(answer.find("too_large") != std::string::npos);
  CHECK(answer.find("[reset]") == std::string::npos);
}

TEST_CASE("a broken message does not cost the answers before it") {
  served here;
  auto caller = here.connect();
  CHECK(
      caller.send(request(1, "later") + request(2, "hello") + std::string("\x94\x00\x05\xc1", 4)));
  CHECK(here.node.answer(1));
  const std::string answers = caller.receive_to_end();
  CHECK(answers.find(yes_to(2)) == 0);
  CHECK(answers.find("bad_request") != std::string::npos);
  CHECK(answers.ends_with(yes_to(1)));
}

TEST_CASE("an HTTP client is told what this port is") {
  const served here;
  auto caller = here.connect();
  CHECK(caller.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  const std::string answer = caller.receive_to_end();
  CHECK(answer.starts_with("HTTP/1.1 400 "));
  CHECK(answer.find("MessagePack-RPC") != std::string::npos);
  const auto body = answer.find("\r\n\r\n") + 4;
  CHECK(answer.find("Content-Length: " + std::to_string(answer.size() - body) + "\r\n") !=
        std::string::npos);
}

TEST_CASE("a connection that begins with anything else is closed") {
  const served here;
  for (const std::string_view first : {"\x01", "\x80", "\xc1", " ", "\x16\x03\x01"}) {
    auto caller = here.connect();
    CHECK(caller.send(first));
    CHECK(caller.ends_within(patience));
  }
  CHECK(eventually([&] { return here.front->connections() == 0; }));
  CHECK(here.node.sessions == 0);
}

TEST_CASE("over the cap a connection is closed at once, and there is room again later") {
  auto settings = on_loopback();
  settings.set<"front.connections_max">(2);
  served here(settings);
  auto first = here.connect();
  auto second = here.connect();
  CHECK(first.ask(request(1, "hello"), yes_to(1).size()) == yes_to(1));
  CHECK(second.ask(request(1, "hello"), yes_to(1).size()) == yes_to(1));
  auto third = here.connect();
  CHECK(third.ends_within(patience));
  CHECK(first.ask(request(2, "hello"), yes_to(2).size()) == yes_to(2));
  CHECK(here.front->measure().refused == 1);
  second.reset();
  CHECK(eventually([&] { return here.front->connections() == 1; }));
  auto fourth = here.connect();
  CHECK(fourth.ask(request(3, "hello"), yes_to(3).size()) == yes_to(3));
}

namespace {

// While it lives, the process gets no new descriptor.
class no_more_descriptors {
 public:
  no_more_descriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest_free = ::dup(0);
    ::close(lowest_free);
    rlimit now = before_;
    now.rlim_cur = static_cast<rlim_t>(lowest_free);
    ::setrlimit(RLIMIT_NOFILE, &now);
  }
  ~no_more_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("without descriptors new clients wait, others are served, and nothing spins") {
  std::ostringstream lines;
  log::start(log::level::warning, log::format::text, lines);
  {
    const served here;
    auto served_one = here.connect();
    CHECK(served_one.ask(request(1, "hello"), yes_to(1).size()) == yes_to(1));
    auto waiting = client::unconnected();
    const auto began = std::chrono::steady_clock::now();
    {
      const no_more_descriptors out;
      waiting.connect(here.front->addresses().front());
      CHECK(waiting.send(request(2, "hello")));
      // Time for a second attempt.
      const auto enough = began + std::chrono::milliseconds(250);
      while (std::chrono::steady_clock::now() < enough)
        REQUIRE(served_one.ask(request(3, "hello"), yes_to(3).size()) == yes_to(3));
      CHECK(here.front->measure().accepted == 1);
    }
    CHECK(waiting.receive(yes_to(2).size()) == yes_to(2));
  }
  log::start(log::level::info, log::format::text);
  CHECK(lines.str().find("cannot accept") != std::string::npos);
  CHECK(lines_of(lines.str()) < 20);
}
