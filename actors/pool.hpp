// A pool: hands jobs, one at a time, to workers that have threads of their own, tenants in turns. A
// worker that dies is replaced; the job it had is answered by the job's own end.
#pragma once

#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>
#include <deque>
#include <functional>
#include <vector>

#include "actors/contracts.hpp"
#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/turns.hpp"
#include "actors/wiring.hpp"

namespace atrium::actors {

// A worker: does one job at a time, and asks the pool for the next.
template <class Job>
class pool_worker : public caf::event_based_actor {
 public:
  pool_worker(caf::actor_config& config, actors::node& shared, caf::actor pool)
      : caf::event_based_actor(config), node_(shared), pool_(std::move(pool)) {
    keep_quiet(*this);
  }
  caf::behavior make_behavior() override {
    send(pool_, worker_free{this});
    return {[this](const Job& wanted) {
      work(wanted);
      send(pool_, worker_free{this});
    }};
  }
  void on_exit() override { pool_ = nullptr; }

 protected:
  virtual void work(const Job& wanted) = 0;

  actors::node& node_;
  caf::actor pool_;
};

// `Worker` is made of (node, pool), sends the pool worker_free when it has nothing to do, and then
// gets one `Job`, a message.
template <class Worker, class Job>
class pool_actor : public caf::event_based_actor {
 public:
  pool_actor(caf::actor_config& config, actors::node& shared)
      : caf::event_based_actor(config), node_(shared) {
    keep_quiet(*this);
    set_down_handler([this](const caf::down_msg& down) {
      const auto is_the_dead = [&](const caf::actor& each) {
        return each.id() == down.source.id();
      };
      std::erase_if(workers_, is_the_dead);
      std::erase_if(free_, is_the_dead);
      spawn_worker();
    });
  }

  void on_exit() override {
    for (const caf::actor& each : workers_)
      caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
    // Workers and pool know each other; without this they would keep each other in memory.
    workers_.clear();
    free_.clear();
    waiting_.clear();
  }

 protected:
  void spawn_workers(unsigned count) {
    for (unsigned i = 0; i < count; ++i) spawn_worker();
  }
  void is_free(caf::actor worker) {
    free_.push_back(std::move(worker));
    hand_out();
  }
  void take(tenant_number of, Job job) {
    waiting_.push(of, std::move(job));
    hand_out();
  }

  actors::node& node_;
  turns<Job> waiting_;

 private:
  void spawn_worker() {
    const caf::actor pool = this;
    workers_.push_back(node_.handles->blocking == spawning::detached
                           ? spawn<Worker, caf::detached + caf::monitored>(std::ref(node_), pool)
                           : spawn<Worker, caf::monitored>(std::ref(node_), pool));
  }
  void hand_out() {
    while (!free_.empty() && !waiting_.empty()) {
      send(free_.front(), waiting_.pop());
      free_.pop_front();
    }
  }

  std::vector<caf::actor> workers_;
  std::deque<caf::actor> free_;
};

}  // namespace atrium::actors
