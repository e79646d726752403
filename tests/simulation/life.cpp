#include "tests/simulation/life.hpp"

#include <caf/scheduled_actor.hpp>
#include <caf/send.hpp>
#include <stdexcept>

#include "actors/indexer/open_lists.hpp"
#include "actors/supervisor/supervisor.hpp"

namespace atrium::simulation {
namespace {

std::unique_ptr<storage::store> open(const std::filesystem::path& data) {
  auto opened = storage::store::open(data, life::store_options());
  if (!opened) throw std::runtime_error("the store cannot be opened: " + opened.failure().message);
  return std::move(opened).value();
}

std::unique_ptr<storage::list_index> open_index(const std::filesystem::path& folder,
                                                const storage::store& data,
                                                const config::settings& settings) {
  auto opened = actors::open_lists(folder, data, settings);
  if (!opened) throw std::runtime_error("the index cannot be opened: " + opened.failure().message);
  return std::move(opened).value();
}

}  // namespace

storage::store_options life::store_options() {
  return {.map_bytes = 64 << 20,
          .readers_max = 64,
          .reserve_bytes = 1 << 20,
          .room_look_every_ms = 60'000};
}

life::coordinator_config::coordinator_config() {
  set("scheduler.policy", caf::atom("testing"));
  set("scheduler.max-throughput", std::size_t{1});  // one message, then somebody else may run
  set("logger.inline-output", true);
}

life::life(const std::filesystem::path& folder, const config::settings& settings,
           machine_clock& clock, actors::mail_carrier& post, std::uint64_t seed)
    : data(open(folder)),
      lists(open_index(folder, *data, settings)),
      writer(data->the_writer()),
      world(*data, clock, seed),
      node(settings, *data, *lists, world,
           {&post, actors::mail_key(secret(std::string_view("mail key of the simulation")))}),
      reading(*data),
      clock_(clock),
      system_(std::make_unique<caf::actor_system>(config_)),
      scheduler_(dynamic_cast<caf::scheduler::test_coordinator&>(system_->scheduler())) {
  system_->await_actors_before_shutdown(false);
  const auto started = actors::start_actors(node, *system_, writer, actors::spawning::scheduled);
  if (!started) throw std::runtime_error("the actors do not start: " + started.failure().message);
}

life::~life() {
  writer.crash();
  sessions_.clear();
  actors::stop_actors(node);
  system_.reset();  // runs the exits; nothing of it reaches the store, and nobody listens
}

bool life::step(random& choose) {
  auto& ready = scheduler_.jobs;
  if (ready.empty()) return false;
  std::swap(ready.front(), ready[choose.below(ready.size())]);
  scheduler_.run_once();
  return true;
}

std::string life::kill_ready(random& choose) {
  const auto& ready = scheduler_.jobs;
  if (ready.empty()) return {};
  auto* actor = dynamic_cast<caf::scheduled_actor*>(ready[choose.below(ready.size())]);
  if (!actor || std::string_view(actor->name()) == "supervisor") return {};
  caf::anon_send_exit(actor->address(), caf::exit_reason::kill);
  return actor->name();
}

void life::advance(std::int64_t ms) {
  clock_.now_ms += ms;
  scheduler_.advance_time(std::chrono::milliseconds(ms));
}

std::size_t life::connect() {
  sessions_.emplace_back(node, out, sessions_.size(), actors::peer{"127.0.0.1:4711", "127.0.0.1"});
  return sessions_.size() - 1;
}

void life::handle(std::size_t connection, std::string_view message) {
  static_cast<void>(reading.renew());
  wire::buffer answered;
  sessions_[connection].handle(message, reading, answered);
  reading.release();
  if (!answered.empty()) out.responses.push_back({connection, answered.take(), false});
}

void life::resume(const outgoing::wake_up& which) {
  static_cast<void>(reading.renew());
  wire::buffer answered;
  sessions_[which.connection].resume(which.parked, reading, answered);
  reading.release();
  if (!answered.empty()) out.responses.push_back({which.connection, answered.take(), false});
}

std::size_t life::calls_in_flight() const {
  std::size_t all = 0;
  for (const actors::session& each : sessions_) all += each.calls_in_flight();
  return all;
}

}  // namespace atrium::simulation
