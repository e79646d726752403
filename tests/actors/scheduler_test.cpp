#include "actors/scheduler.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/after.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>
#include <catch2/catch.hpp>
#include <future>

namespace {

using atrium::actors::scheduler;

struct shared_work : caf::actor_system_config {
  shared_work() {
    load<scheduler>();
    set("scheduler.max-threads", std::size_t{1});
  }
};

constexpr auto long_enough = std::chrono::seconds(30);

struct with_scheduler {
  shared_work config;
  caf::actor_system system{config};
  std::promise<int> told;

  int heard() {
    auto coming = told.get_future();
    return coming.wait_for(long_enough) == std::future_status::ready ? coming.get() : 0;
  }
};

// Tells the number that it is sent.
struct teller : caf::event_based_actor {
  teller(caf::actor_config& config, std::promise<int>& told)
      : caf::event_based_actor(config), told_(told) {}
  caf::behavior make_behavior() override {
    return {[this](int number) {
      told_.set_value(number);
      quit();
    }};
  }
  std::promise<int>& told_;
};

struct later_teller : teller {
  using teller::teller;
  caf::behavior make_behavior() override {
    delayed_send(this, std::chrono::milliseconds(1), 7);
    return teller::make_behavior();
  }
};

// Tells that nobody has sent it anything for a while.
struct waiter : teller {
  using teller::teller;
  caf::behavior make_behavior() override {
    return {[](int) {}, caf::after(std::chrono::milliseconds(1)) >>
                            [this] {
                              told_.set_value(1);
                              quit();
                            }};
  }
};

}  // namespace

TEST_CASE_METHOD(with_scheduler, "the daemon's scheduler runs actors") {
  caf::anon_send(system.spawn<teller>(std::ref(told)), 42);
  CHECK(heard() == 42);
}

TEST_CASE_METHOD(with_scheduler, "the daemon's scheduler sends what is delayed") {
  system.spawn<later_teller>(std::ref(told));
  CHECK(heard() == 7);
}

TEST_CASE_METHOD(with_scheduler, "actors that end before any timeout do not keep it from others") {
  std::promise<int> nobody;
  for (int i = 0; i < 100; ++i)
    caf::anon_send_exit(system.spawn<teller>(std::ref(nobody)), caf::exit_reason::kill);
  system.spawn<waiter>(std::ref(told));
  CHECK(heard() == 1);
}

// Its clock would hold it until then.
TEST_CASE_METHOD(with_scheduler, "an actor that ends before its timeout is let go at once") {
  std::promise<void> gone;
  struct patient : caf::event_based_actor {
    patient(caf::actor_config& config, std::promise<void>& told)
        : caf::event_based_actor(config), told_(told) {}
    ~patient() override { told_.set_value(); }
    caf::behavior make_behavior() override {
      return {[this](int) { quit(); }, caf::after(std::chrono::minutes(60)) >> [] {}};
    }
    std::promise<void>& told_;
  };
  caf::anon_send(system.spawn<patient>(std::ref(gone)), 1);
  CHECK(gone.get_future().wait_for(long_enough) == std::future_status::ready);
}
