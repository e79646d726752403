// atriumd: opens the store, starts the actors and the front, serves until a signal, drains, closes.
#include <sys/resource.h>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <memory>
#include <thread>

#include "actors/front/front.hpp"
#include "actors/indexer/open_lists.hpp"
#include "actors/node.hpp"
#include "actors/real_world.hpp"
#include "actors/scheduler.hpp"
#include "actors/supervisor/supervisor.hpp"
#include "config/load.hpp"
#include "config/log.hpp"
#include "config/threads.hpp"
#include "config/version.hpp"
#include "tools/atriumd/housekeeping.hpp"
#include "tools/atriumd/mail_files.hpp"

// Read by jemalloc: what a crowd needed goes back to the system within seconds, by a thread of its
// own; and threads keep more of what they freed, for most was taken by another thread
// (docs/performance.md).
extern "C" const char* malloc_conf;
const char* malloc_conf =
    "background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0,"
    "lg_tcache_nslots_mul:3,tcache_nslots_small_max:800";

namespace {

using namespace atrium;

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;
// After shutdown.drain_ms: if the orderly end hangs, the process ends all the same; what was
// answered is on disk.
constexpr auto end_anyway_after = std::chrono::seconds(10);

int refuse(std::string_view what, const error& why) {
  log::error(what, {{"error", why.message}});
  std::cerr << "atriumd: " << what << ": " << why.message << '\n';
  return exit_failed;
}

// Settings of CAF as measured in reliability notes: its defaults starve and stall
// (docs/architecture.md, CAF).
struct caf_settings : caf::actor_system_config {
  explicit caf_settings(std::size_t threads) {
    load<actors::scheduler>();
    set("scheduler.max-threads", threads);
    set("scheduler.max-throughput", std::size_t{100});
  }
};

// Blocked before any thread starts, so that only sigwait gets them.
sigset_t block_signals() {
  sigset_t wanted;
  sigemptyset(&wanted);
  for (const int each : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) sigaddset(&wanted, each);
  pthread_sigmask(SIG_BLOCK, &wanted, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return wanted;
}

// Connections are capped by the descriptors that we may have; the usual soft limit of 1,024 is for
// programs with select(2).
void take_all_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Returns when the daemon is to end.
void serve(const sigset_t& signals, actors::front& front) {
  for (;;) {
    int which = 0;
    if (sigwait(&signals, &which) != 0) continue;
    if (which != SIGHUP) return;
    const auto reloaded = front.reload_certificates();
    if (reloaded)
      log::info("certificates reloaded");
    else
      log::error("certificates not reloaded; the old ones stay",
                 {{"error", reloaded.failure().message}});
  }
}

int run(const config::settings& settings) {
  const sigset_t signals = block_signals();
  take_all_descriptors();
  const storage::store_options options{
      .map_bytes = static_cast<std::uint64_t>(settings.get<"storage.map_bytes">()),
      .readers_max = static_cast<unsigned>(settings.get<"storage.readers_max">()),
      .reserve_bytes = static_cast<std::uint64_t>(settings.get<"storage.reserve_bytes">())};
  auto opened = storage::store::open(settings.get<"data.folder">(), options);
  if (!opened) return refuse("cannot open the store", opened.failure());
  storage::store& data = **opened;
  auto lists = actors::open_lists(settings.get<"data.folder">(), data, settings);
  if (!lists) return refuse("cannot open the index of lists", lists.failure());
  actors::real_world world(data, settings);
  auto key = read_or_make_mail_key(settings.get<"data.folder">());
  if (!key) return refuse("cannot prepare mails", key.failure());
  const auto carrier = make_carrier(settings);
  if (!carrier) return refuse("cannot prepare mails", carrier.failure());
  if (!*carrier) log::info("mail.host is not set; mails wait in the store");
  bool drained = true;
  {
    actors::node shared(settings, data, **lists, world,
                        {carrier->get(), actors::mail_key(std::move(key).value())});
    // The front outlives the actors: they answer into it to the last.
    std::unique_ptr<actors::front> front;
    const auto cores = std::max(1u, std::thread::hardware_concurrency());
    caf_settings caf_config(static_cast<std::size_t>(config::scheduler_threads(settings, cores)));
    caf::actor_system system(caf_config);
    const auto started =
        actors::start_actors(shared, system, data.the_writer(), actors::spawning::detached);
    if (!started) return refuse("cannot start", started.failure());
    shared.await_serving();
    auto listening = actors::front::start(shared, settings);
    if (!listening) {
      actors::stop_actors(shared);
      return refuse("cannot listen", listening.failure());
    }
    front = std::move(listening).value();
    housekeeping keeper(shared, [] { kill(getpid(), SIGUSR1); });
    // One line, whatever else is listened on: scripts wait for it.
    std::printf("ready %s\n", front->addresses().front().c_str());
    std::fflush(stdout);

    serve(signals, *front);
    log::info("draining");
    const std::chrono::milliseconds drain_for(settings.get<"shutdown.drain_ms">());
    std::thread([drain_for] {
      std::this_thread::sleep_for(drain_for + end_anyway_after);
      std::_Exit(exit_failed);
    }).detach();
    shared.refuse_writes();
    drained = front->drain(drain_for);
    keeper.stop();
    if (*carrier) (*carrier)->stop();
    actors::stop_actors(shared);
  }
  const bool broken = data.broken();
  log::info("stopped", {{"drained", drained}});
  return drained && !broken ? 0 : exit_failed;
}

}  // namespace

// What is thrown this far is a bug or a lack of memory, and is to end the process.
// NOLINTNEXTLINE(bugprone-exception-escape)
int main(int argc, char** argv) {
  const config::loaded loaded = config::load(argc, argv);
  if (loaded.text_to_print_and_exit) {
    std::cout << *loaded.text_to_print_and_exit;
    return 0;
  }
  if (!loaded.wrong.empty()) {
    for (const auto& each : loaded.wrong) std::cerr << "atriumd: " << to_string(each) << '\n';
    return exit_usage;
  }
  log::start(log::level_named(loaded.now.get<"log.level">()),
             log::format_named(loaded.now.get<"log.format">()));
  return run(loaded.now);
}
