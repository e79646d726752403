// One life of a simulated daemon, from the opening of its store to its crash: real sessions, real
// actors on CAF's test coordinator, a real store. One thread; nothing moves but by a call from
// here.
#pragma once

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "actors/node.hpp"
#include "actors/session/session.hpp"
#include "tests/simulation/watched_writer.hpp"
#include "tests/simulation/world.hpp"

namespace atrium::simulation {

// What came out of the daemon since it was last asked.
struct outgoing final : actors::answer_sink {
  struct response {
    std::uint64_t connection;
    std::string bytes;
    bool by_actor;  // else the session itself answered, at once
  };
  struct wake_up {
    std::uint64_t connection;
    std::uint64_t parked;
  };
  void deliver(std::uint64_t connection, std::string bytes) noexcept override {
    responses.push_back({connection, std::move(bytes), true});
  }
  void wake(std::uint64_t connection, std::uint64_t parked) noexcept override {
    wake_ups.push_back({connection, parked});
  }
  std::vector<response> responses;
  std::vector<wake_up> wake_ups;
};

class life {
 public:
  // Opens the store in `data`, which must be there, and starts the actors.
  life(const std::filesystem::path& data, const config::settings& settings, machine_clock& clock,
       actors::mail_carrier& post, std::uint64_t seed);
  // The crash: all actors are gone at once, and what they held.
  ~life();

  // Runs one message of a ready actor that `choose` picks; false if none is ready.
  bool step(random& choose);
  // Kills one of the ready actors, unless that is the supervisor: its name, or "" for nobody.
  std::string kill_ready(random& choose);
  void advance(std::int64_t ms);
  bool idle() const { return scheduler_.jobs.empty(); }

  std::size_t connect();
  std::size_t connections() const { return sessions_.size(); }
  // Gives a connection a message; what is answered at once is in `out.responses` after it.
  void handle(std::size_t connection, std::string_view message);
  void resume(const outgoing::wake_up& which);
  void delivered(std::size_t connection) { sessions_[connection].delivered(); }
  std::size_t calls_in_flight() const;

  static storage::store_options store_options();

  outgoing out;
  const std::unique_ptr<storage::store> data;
  const std::unique_ptr<storage::list_index> lists;
  watched_writer writer;
  virtual_world world;
  actors::node node;
  storage::snapshot reading;

 private:
  struct coordinator_config : caf::actor_system_config {
    coordinator_config();
  };

  machine_clock& clock_;
  coordinator_config config_;
  std::unique_ptr<caf::actor_system> system_;
  caf::scheduler::test_coordinator& scheduler_;
  std::vector<actors::session> sessions_;
};

}  // namespace atrium::simulation
