#include "actors/scheduler.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>
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

struct with_scheduler {
  shared_work config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};

  int received() {
    int got = 0;
    self->receive([&](int number) { got = number; });
    return got;
  }
};

}  // namespace

TEST_CASE_METHOD(with_scheduler, "the daemon's scheduler runs actors and sends what is delayed") {
  const auto doubling = system.spawn([](caf::event_based_actor*) -> caf::behavior {
    return {[](int number) { return 2 * number; }};
  });
  self->request(doubling, caf::infinite, 21)
      .receive([](int number) { CHECK(number == 42); },
               [](const caf::error&) { FAIL("no answer"); });
  self->delayed_send(self, std::chrono::milliseconds(1), 7);
  CHECK(received() == 7);
}

TEST_CASE_METHOD(with_scheduler, "actors that end before any timeout do not keep it from others") {
  for (int i = 0; i < 100; ++i) system.spawn([](caf::event_based_actor* ends) { ends->quit(); });
  const caf::actor to = self;
  system.spawn([to](caf::event_based_actor* waits) -> caf::behavior {
    return {[](int) {}, caf::after(std::chrono::milliseconds(1)) >>
                            [=] {
                              waits->send(to, 1);
                              waits->quit();
                            }};
  });
  CHECK(received() == 1);
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
  CHECK(gone.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready);
}
