// The engine against a server of a few lines in this process: what it counts, what it never counts.
#include "tools/bench/engine.hpp"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <functional>
#include <thread>

#include "tools/bench/filling.hpp"

using namespace atrium::bench;
using atrium::nothing;
using atrium::outcome;

namespace {

// One byte a call: the request is '?', a good answer '+', a failed one '-'.
class byte_peer final : public peer {
 public:
  bool can(work) const override { return true; }
  std::string server_version() const override { return "1"; }
  outcome<nothing> prepare(const endpoint&) override { return nothing{}; }
  outcome<nothing> greet(const connection&) override { return nothing{}; }
  void ask(atrium::wire::buffer& out, std::uint32_t, const call& what) override {
    if (what.what == work::fill) filled.push_back(what.item);
    out.append("?");
  }
  answer recognise(std::string_view received, std::uint32_t oldest,
                   std::span<const call>) const override {
    if (received.empty()) return {};
    if (received[0] == '#') return {.what = verdict::broken};
    return {
        .what = received[0] == '+' ? verdict::good : verdict::failed, .bytes = 1, .slot = oldest};
  }

  std::vector<std::uint64_t> filled;
};

// Answers each byte of each connection with what `reply` makes of the number of the byte.
class byte_server {
 public:
  explicit byte_server(std::function<char(std::uint64_t)> reply) : reply_(std::move(reply)) {
    std::array<char, 32> folder{"/tmp/atrium-engine-test-XXXXXX"};
    folder_ = mkdtemp(folder.data());
    where.path = folder_ + "/socket";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    where.path.copy(address.sun_path, sizeof address.sun_path - 1);
    listener_ = connection(::socket(AF_UNIX, SOCK_STREAM, 0));
    REQUIRE(bind(listener_.descriptor(), reinterpret_cast<sockaddr*>(&address), sizeof address) ==
            0);
    REQUIRE(listen(listener_.descriptor(), 16) == 0);
    acceptor_ = std::thread([this] { accept_all(); });
  }
  byte_server(const byte_server&) = delete;
  byte_server& operator=(const byte_server&) = delete;
  ~byte_server() {
    shutdown(listener_.descriptor(), SHUT_RDWR);
    acceptor_.join();
    unlink(where.path.c_str());
    rmdir(folder_.c_str());
  }

  endpoint where;

 private:
  void accept_all() {
    std::vector<std::thread> served;
    for (int accepted; (accepted = accept(listener_.descriptor(), nullptr, nullptr)) >= 0;) {
      served.emplace_back([this, accepted] { serve(connection(accepted)); });
    }
    for (std::thread& one : served) one.join();
  }
  void serve(const connection& client) const {
    std::uint64_t number = 0;
    for (;;) {
      std::string bytes;
      if (!client.receive_some(bytes)) return;
      std::string answers;
      for (std::size_t i = 0; i < bytes.size(); ++i) {
        const char answer = reply_(number++);
        if (answer != '\0') answers += answer;
      }
      if (!client.send_all(answers)) return;
    }
  }

  std::function<char(std::uint64_t)> reply_;
  std::string folder_;
  connection listener_;
  std::thread acceptor_;
};

load short_load(double rate = 0) {
  return {.connections = 3,
          .in_flight = 4,
          .rate = rate,
          .warm_up_seconds = 0.01,
          .seconds = 0.1,
          .accounts = 100};
}

outcome<measured> run_against(const byte_server& server, const load& what) {
  byte_peer peer;
  engine loader(peer, what);
  auto connected = loader.connect(server.where);
  REQUIRE(connected);
  return loader.run();
}

}  // namespace

TEST_CASE("closed loop: every good answer in the measured time is counted and timed") {
  const byte_server server([](std::uint64_t) { return '+'; });
  const auto done = run_against(server, short_load());
  REQUIRE(done);
  CHECK(done->good > 0);
  CHECK(done->latency.count() == done->good);
  CHECK(done->answer_bytes == done->good);
  CHECK(done->seconds == Approx(0.1));
  CHECK(done->failed == 0);
  CHECK(done->unanswered == 0);
}

TEST_CASE("failed answers are counted and never timed") {
  const byte_server server([](std::uint64_t) { return '-'; });
  const auto done = run_against(server, short_load(GENERATE(0.0, 2000.0)));
  REQUIRE(done);
  CHECK(done->failed > 0);
  CHECK(done->first_failure == "-");
  CHECK(done->good == 0);
  CHECK(done->latency.count() == 0);
}

TEST_CASE("open loop: as many calls as the plan has in the measured time") {
  const byte_server server([](std::uint64_t) { return '+'; });
  const auto done = run_against(server, short_load(2000));
  REQUIRE(done);
  CHECK(done->good >= 199);
  CHECK(done->good <= 201);
  CHECK(done->unanswered == 0);
}

TEST_CASE("a run can follow on the same connections") {
  const byte_server server([](std::uint64_t) { return '+'; });
  byte_peer peer;
  engine loader(peer, short_load());
  REQUIRE(loader.connect(server.where));
  REQUIRE(loader.run());
  const auto second = loader.run();
  REQUIRE(second);
  CHECK(second->good > 0);
  CHECK(second->latency.count() == second->good);
}

TEST_CASE("filling asks for each account once, and a refused one ends it") {
  const byte_server server([](std::uint64_t) { return '+'; });
  byte_peer peer;
  const auto done = fill(peer, server.where, filling_of(5'000));
  REQUIRE(done);
  CHECK(done->good == 5'000);
  REQUIRE(peer.filled.size() == 5'000);
  for (std::uint64_t i = 0; i < 5'000; ++i) REQUIRE(peer.filled[i] == i);

  const byte_server refusing([](std::uint64_t number) { return number == 7 ? '-' : '+'; });
  CHECK_FALSE(fill(peer, refusing.where, filling_of(5'000)));
}

TEST_CASE("what is not the protocol, and an answer to nothing, end the run") {
  const byte_server babbling([](std::uint64_t number) { return number == 50 ? '#' : '+'; });
  CHECK_FALSE(run_against(babbling, short_load()));
}

TEST_CASE("a server is filled when the first and the last account are there") {
  byte_peer peer;
  const byte_server full([](std::uint64_t) { return '+'; });
  CHECK(*is_filled(peer, full.where, 100));
  const byte_server partly([](std::uint64_t number) { return number == 0 ? '+' : '-'; });
  CHECK_FALSE(*is_filled(peer, partly.where, 100));
  const byte_server empty([](std::uint64_t) { return '-'; });
  CHECK_FALSE(*is_filled(peer, empty.where, 100));
}
