// The scheduler of the daemon: CAF's, which shares work, with a clock that is not woken when an
// actor ends.
//
// CAF asks its clock to forget the timeouts of each actor that ends, and the clock is a thread of
// its own: a lock, a wake-up and two switches for nothing, since accounts set no timeouts. Where
// more accounts are imported or visited than may live, one ends for each that begins.
#pragma once

#include <atomic>
#include <caf/detail/thread_safe_actor_clock.hpp>
#include <caf/policy/work_sharing.hpp>
#include <caf/scheduler/coordinator.hpp>
#include <thread>

namespace atrium::actors {

// Forgets timeouts only once somebody has set one. Delayed messages are none: they are sent whether
// or not their sender lives.
class unhurried_clock : public caf::detail::thread_safe_actor_clock {
 public:
  void set_ordinary_timeout(time_point due, caf::abstract_actor* whose, caf::atom_value type,
                            std::uint64_t id) override;
  void set_multi_timeout(time_point due, caf::abstract_actor* whose, caf::atom_value type,
                         std::uint64_t id) override;
  void set_request_timeout(time_point due, caf::abstract_actor* whose, caf::message_id id) override;
  void cancel_timeouts(caf::abstract_actor* whose) override;

 private:
  using caf_clock = caf::detail::thread_safe_actor_clock;
  std::atomic<bool> any_{false};
};

// For caf::actor_system_config::load.
class scheduler : public caf::scheduler::coordinator<caf::policy::work_sharing> {
 public:
  using coordinator::coordinator;
  static caf::actor_system::module* make(caf::actor_system& system, caf::detail::type_list<>) {
    return new scheduler(system);
  }

 protected:
  void start() override;
  void stop() override;
  unhurried_clock& clock() noexcept override { return clock_; }

 private:
  unhurried_clock clock_;
  std::thread ticking_;
};

}  // namespace atrium::actors
