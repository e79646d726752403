#include "tools/demo/load.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

namespace atrium::demo {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds between_looks{100};

struct common {
  const crew& with;
  const std::vector<job>& jobs;
  const on_answer& judge;
  std::atomic<std::size_t> answered = 0;
  std::atomic<std::size_t> threads_done = 0;
  std::mutex guard{};
  std::optional<error> failed{};                                                         // by guard
  std::chrono::steady_clock::time_point last_answer = std::chrono::steady_clock::now();  // by guard

  bool over() {
    if (with.stop) return true;
    const std::lock_guard hold(guard);
    return failed.has_value();
  }
  void fail(error why) {
    const std::lock_guard hold(guard);
    if (!failed) failed = std::move(why);
  }
};

struct waiting {
  std::uint32_t msgid;
  std::size_t job;
};

void work(common& shared, std::size_t connection) {
  auto opened = client::connect(shared.with.where, "atrium-demo");
  if (!opened) return shared.fail(std::move(opened).failure());
  client& through = *opened;
  if (auto greeted = through.hello(&shared.with.key); !greeted)
    return shared.fail(std::move(greeted).failure());
  std::deque<waiting> calls;
  std::size_t next = connection;
  const auto send = [&](std::size_t number) {
    const job& one = shared.jobs[number];
    calls.push_back({through.send(one.method, one.named, one.options), number});
  };
  while (!shared.over()) {
    for (; calls.size() < shared.with.in_flight && next < shared.jobs.size();
         next += shared.with.connections)
      send(next);
    if (calls.empty()) return;
    const waiting first = calls.front();
    calls.pop_front();
    const auto answer = through.receive(first.msgid);
    if (!through.connected()) return shared.fail(answer.failure());
    if (!answer && answer.failure().code == errc::overloaded) {
      std::this_thread::sleep_for(milliseconds(answer.failure().retry_after_ms.value_or(100)));
      send(first.job);
      continue;
    }
    const std::lock_guard hold(shared.guard);
    shared.judge(first.job, answer);
    shared.last_answer = std::chrono::steady_clock::now();
    ++shared.answered;
  }
}

}  // namespace

outcome<nothing> do_all(const crew& with, const std::string& title, const std::vector<job>& jobs,
                        const on_answer& judge) {
  const bool live = ::isatty(STDOUT_FILENO) == 1;
  const auto began = std::chrono::steady_clock::now();
  common shared{with, jobs, judge};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < with.connections; ++i) {
    threads.emplace_back([&shared, i] {
      work(shared, i);
      ++shared.threads_done;
    });
  }
  while (shared.threads_done < threads.size()) {
    if (live)
      std::printf("\r%-44s %6zu of %zu", title.c_str(), shared.answered.load(), jobs.size());
    std::fflush(stdout);
    std::this_thread::sleep_for(between_looks);
  }
  for (std::thread& one : threads) one.join();
  const std::chrono::duration<double> took = shared.last_answer - began;
  std::printf("%s%-44s %6zu in %.1f s, %.0f a second\n", live ? "\r\x1b[K" : "", title.c_str(),
              shared.answered.load(), took.count(),
              static_cast<double>(shared.answered) / std::max(took.count(), 0.001));
  std::fflush(stdout);
  if (shared.failed) return *shared.failed;
  return nothing{};
}

}  // namespace atrium::demo
