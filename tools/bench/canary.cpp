#include "tools/bench/canary.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "tools/bench/socket.hpp"

namespace atrium::bench {
namespace {

using clock = std::chrono::steady_clock;
constexpr double tolerance = 1.2;
constexpr auto job_limit = std::chrono::milliseconds(100);

// Each job is done in batches and its best batch counts: a neighbour's burst is not a change of the
// machine.
template <class Job>
double best_batch_seconds(int batches, int per_batch, Job job) {
  double best = 0;
  const auto give_up = clock::now() + job_limit;
  for (int batch = 0; batch < batches && clock::now() < give_up; ++batch) {
    const auto begin = clock::now();
    for (int i = 0; i < per_batch; ++i) {
      if (!job()) return 0;
    }
    const double each = std::chrono::duration<double>(clock::now() - begin).count() / per_batch;
    best = best == 0 ? each : std::min(best, each);
  }
  return best;
}

// The calling thread stays on the first or the last of the cores that it may use. Where two threads
// run decides what a hop between them costs, so the jobs of two threads always run on two cores.
enum class place : std::uint8_t { first_core, last_core };

void stay_on(place where) {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  int chosen = -1;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (!CPU_ISSET(core, &allowed)) continue;
    if (where == place::first_core && chosen >= 0) break;
    chosen = core;
  }
  if (chosen < 0) return;
  CPU_ZERO(&allowed);
  CPU_SET(chosen, &allowed);
  sched_setaffinity(0, sizeof allowed, &allowed);
}

// Runs `near` on one core while `far` runs on another until it returns; `finish` makes it return.
template <class Near, class Far, class Finish>
double on_two_cores(Near near, Far far, Finish finish) {
  double seconds = 0;
  std::thread other([&] {
    stay_on(place::last_core);
    far();
  });
  std::thread([&] {
    stay_on(place::first_core);
    seconds = near();
  }).join();
  finish();
  other.join();
  return seconds;
}

double core_round_trip_seconds() {
  if (std::thread::hardware_concurrency() < 2) return 0;
  // Odd: the other core's turn; even: ours. Spinning yields now and then, for a core that is busy.
  alignas(64) std::atomic<unsigned> turn{0};
  std::atomic<bool> stop{false};
  const auto await = [&](unsigned parity) {
    for (int spins = 1; (turn.load(std::memory_order_acquire) & 1) != parity; ++spins) {
      if (stop.load(std::memory_order_relaxed)) return false;
      if (spins % 4096 == 0) std::this_thread::yield();
    }
    return true;
  };
  return on_two_cores(
      [&] {
        return best_batch_seconds(10, 2000, [&] {
          turn.fetch_add(1, std::memory_order_release);
          return await(0);
        });
      },
      [&] {
        while (await(1)) turn.fetch_add(1, std::memory_order_release);
      },
      [&] { stop = true; });
}

// Two ends of a loopback TCP connection.
std::array<connection, 2> loopback_pair() {
  connection listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  connection near(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (bind(listener.descriptor(), generic, size) != 0 || listen(listener.descriptor(), 1) != 0 ||
      getsockname(listener.descriptor(), generic, &size) != 0 ||
      connect(near.descriptor(), generic, size) != 0) {
    return {};
  }
  connection far(accept4(listener.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
  const int on = 1;
  setsockopt(near.descriptor(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(far.descriptor(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return {std::move(near), std::move(far)};
}

double echo_seconds() {
  const auto [near, far] = loopback_pair();
  if (near.descriptor() < 0 || far.descriptor() < 0) return 0;
  const int ours = near.descriptor();
  const int theirs = far.descriptor();
  std::array<char, 600> packet{};
  const auto all = static_cast<ssize_t>(packet.size());
  return on_two_cores(
      [&] {
        return best_batch_seconds(8, 150, [&] {
          return send(ours, packet.data(), packet.size(), MSG_NOSIGNAL) == all &&
                 recv(ours, packet.data(), packet.size(), MSG_WAITALL) == all;
        });
      },
      [&] {
        std::array<char, 600> bytes{};
        while (recv(theirs, bytes.data(), bytes.size(), MSG_WAITALL) == all) {
          if (send(theirs, bytes.data(), bytes.size(), MSG_NOSIGNAL) != all) break;
        }
      },
      [&] { shutdown(ours, SHUT_RDWR); });
}

double flush_seconds(const std::string& folder) {
  std::string name = folder + "/atrium-bench-flush-XXXXXX";
  const connection file(mkstemp(name.data()));
  if (file.descriptor() < 0) return 0;
  unlink(name.c_str());
  const std::vector<char> page(4096, 'x');
  return best_batch_seconds(6, 10, [&] {
    return write(file.descriptor(), page.data(), page.size()) > 0 &&
           fdatasync(file.descriptor()) == 0;
  });
}

void judge(std::string& reasons, const char* name, double before, double after) {
  if (before <= 0 || after <= 0) return;
  const double ratio = after / before;
  if (ratio <= tolerance && ratio >= 1 / tolerance) return;
  char text[120];
  std::snprintf(text, sizeof text, "%s%s moved from %.3g to %.3g", reasons.empty() ? "" : "; ",
                name, before, after);
  reasons += text;
}

}  // namespace

canaries measure_canaries(const std::string& folder) {
  const double echo = echo_seconds();
  return {.core_round_trip_ns = core_round_trip_seconds() * 1e9,
          .echo_per_second = echo > 0 ? 1 / echo : 0,
          .flush_us = flush_seconds(folder) * 1e6};
}

std::string moved(const canaries& before, const canaries& after, bool durable) {
  std::string reasons;
  judge(reasons, "core round trip (ns)", before.core_round_trip_ns, after.core_round_trip_ns);
  judge(reasons, "loopback echo (per second)", before.echo_per_second, after.echo_per_second);
  if (durable) judge(reasons, "flush (us)", before.flush_us, after.flush_us);
  return reasons;
}

}  // namespace atrium::bench
