// Calls and their answers.
#include <catch2/catch.hpp>

#include <thread>
#include <vector>

#include "folder.hpp"
#include "served.hpp"

using namespace atrium;
using namespace atrium::test;

TEST_CASE("a call over TCP is answered") {
  const served here;
  auto caller = here.connect();
  const std::string answer = echo_of(7, "one");
  CHECK(caller.ask(request(7, "echo", "one"), answer.size()) == answer);
}

TEST_CASE("a call over the Unix socket is answered, beside TCP") {
  const folder files;
  auto settings = on_loopback();
  settings.set<"listen.socket">(files.file("socket"));
  const served here(settings);
  CHECK(here.front->addresses().at(1) == "unix:" + files.file("socket"));
  auto caller = here.connect(1);
  CHECK(caller.ask(request(1, "hello"), yes_to(1).size()) == yes_to(1));
}

TEST_CASE("calls that come in one piece, and in pieces of one byte, are answered in order") {
  const served here;
  auto caller = here.connect();
  std::string calls, answers;
  for (std::uint32_t i = 0; i < 500; ++i) {
    calls += request(i, "echo", std::to_string(i));
    answers += echo_of(i, std::to_string(i));
  }
  CHECK(caller.ask(calls, answers.size()) == answers);
  bool sent = true;
  for (const char byte : request(1, "echo", "slow")) sent = sent && caller.send({&byte, 1});
  CHECK(sent);
  CHECK(caller.receive(echo_of(1, "slow").size()) == echo_of(1, "slow"));
  CHECK(here.front->measure().messages == 501);
}

TEST_CASE("a message as long as allowed arrives whole, and the next one after it") {
  const served here;
  auto caller = here.connect();
  // 4 MiB in strings of 64 KiB.
  const std::string text = std::string("\xda\xff\xff") + std::string(65'535, 't');
  std::string map = "\xde";
  map += std::string("\x00\x3f", 2);  // 63 pairs
  for (char i = 0; i < 63; ++i) map += std::string("\xa2k") + static_cast<char>('0' + i) + text;
  const std::string call = std::string("\x94\x00\x05\xa4", 4) + "echo\x91" + map;
  std::string answer = std::string("\x94\x01\x05\xc0", 4) + map;
  std::string got;
  std::thread sender([&] { caller.send(call + request(6, "hello")); });
  got = caller.receive(answer.size() + yes_to(6).size());
  sender.join();
  CHECK((got == answer + yes_to(6)));
}

TEST_CASE("answers of actors come in any order, between those of reads") {
  served here;
  auto caller = here.connect();
  CHECK(caller.send(request(1, "later") + request(2, "later") + request(3, "echo", "x")));
  CHECK(caller.receive(echo_of(3, "x").size()) == echo_of(3, "x"));
  CHECK(here.node.answer(2));
  CHECK(caller.receive(yes_to(2).size()) == yes_to(2));
  CHECK(here.node.answer(1));
  CHECK(caller.receive(yes_to(1).size()) == yes_to(1));
}

TEST_CASE("an answer that keeps step comes no sooner, while others go on") {
  served here;
  auto caller = here.connect();
  const auto began = std::chrono::steady_clock::now();
  const std::chrono::milliseconds step(100);
  CHECK(caller.send(request(1, "later") + request(2, "later")));
  CHECK(here.node.answer_in_step(1, {began, step}));
  CHECK(here.node.answer(2));
  CHECK(caller.receive(yes_to(2).size()) == yes_to(2));
  CHECK(caller.receive(yes_to(1).size()) == yes_to(1));
  CHECK(std::chrono::steady_clock::now() - began >= step);
}

TEST_CASE("a connection that ends before its answer's step is no harm") {
  served here;
  {
    auto caller = here.connect();
    CHECK(caller.send(request(1, "later")));
    CHECK(here.node.answer_in_step(
        1, {std::chrono::steady_clock::now(), std::chrono::milliseconds(100)}));
  }
  auto other = here.connect();
  CHECK(other.send(request(2, "later")));
  CHECK(here.node.answer_in_step(
      2, {std::chrono::steady_clock::now(), std::chrono::milliseconds(150)}));
  CHECK(other.receive(yes_to(2).size()) == yes_to(2));
}

TEST_CASE("a parked call goes on when it is woken") {
  served here;
  auto caller = here.connect();
  CHECK(caller.send(request(9, "park")));
  CHECK(here.node.wake(9));
  CHECK(caller.receive(yes_to(9).size()) == yes_to(9));
}

TEST_CASE("a client that says no more still gets its answers, and then the end") {
  served here;
  auto caller = here.connect();
  CHECK(caller.send(request(1, "later") + request(2, "echo", "last")));
  caller.half_close();
  CHECK(caller.receive(echo_of(2, "last").size()) == echo_of(2, "last"));
  CHECK(here.node.answer(1));
  CHECK(caller.receive_to_end() == yes_to(1));
  CHECK(eventually([&] { return here.front->connections() == 0; }));
  CHECK(here.node.sessions == 0);
}

TEST_CASE("a session that ends the connection has its last answer sent") {
  const served here;
  auto caller = here.connect();
  CHECK(caller.send(request(1, "bye") + request(2, "echo", "unheard")));
  CHECK(caller.receive_to_end() == yes_to(1));
}

TEST_CASE("an answer that comes late does not reach the next connection") {
  served here;
  auto first = here.connect();
  CHECK(first.send(request(1, "later")));
  CHECK(here.node.await_waiting(1));
  first.reset();
  CHECK(eventually([&] { return here.front->connections() == 0; }));
  auto second = here.connect();
  CHECK(second.ask(request(2, "hello"), yes_to(2).size()) == yes_to(2));
  CHECK(here.node.answer(1));
  second.half_close();
  CHECK(second.ask("", 0).empty());
  CHECK(second.receive_to_end().empty());
}

TEST_CASE("several threads serve connections and answer those of actors") {
  auto settings = on_loopback();
  settings.set<"front.io_threads">(3);
  served here(settings);
  std::vector<client> callers;
  for (int i = 0; i < 9; ++i) callers.push_back(here.connect());
  for (std::uint32_t i = 0; i < 9; ++i) CHECK(callers[i].send(request(i, "later")));
  std::vector<std::thread> actors;
  for (std::uint32_t part = 0; part < 3; ++part) {
    actors.emplace_back([&here, part] {
      for (std::uint32_t i = part; i < 9; i += 3) here.node.answer(i);
    });
  }
  for (std::uint32_t i = 0; i < 9; ++i) CHECK(callers[i].receive(yes_to(i).size()) == yes_to(i));
  for (auto& each : actors) each.join();
  CHECK(here.front->measure().accepted == 9);
}
