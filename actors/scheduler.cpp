#include "actors/scheduler.hpp"

namespace atrium::actors {

void unhurried_clock::set_ordinary_timeout(time_point due, caf::abstract_actor* whose,
                                           caf::atom_value type, std::uint64_t id) {
  any_.store(true, std::memory_order_relaxed);
  caf_clock::set_ordinary_timeout(due, whose, type, id);
}

void unhurried_clock::set_multi_timeout(time_point due, caf::abstract_actor* whose,
                                        caf::atom_value type, std::uint64_t id) {
  any_.store(true, std::memory_order_relaxed);
  caf_clock::set_multi_timeout(due, whose, type, id);
}

void unhurried_clock::set_request_timeout(time_point due, caf::abstract_actor* whose,
                                          caf::message_id id) {
  any_.store(true, std::memory_order_relaxed);
  caf_clock::set_request_timeout(due, whose, id);
}

// Called by the actor that ends, where it has set its timeouts: what it set, it sees.
void unhurried_clock::cancel_timeouts(caf::abstract_actor* whose) {
  if (any_.load(std::memory_order_relaxed)) caf_clock::cancel_timeouts(whose);
}

// The coordinator keeps a thread for its own clock, which nobody uses.
void scheduler::start() {
  ticking_ = std::thread([this] { clock_.run_dispatch_loop(); });
  coordinator::start();
}

void scheduler::stop() {
  coordinator::stop();
  clock_.cancel_dispatch_loop();
  ticking_.join();
}

}  // namespace atrium::actors
