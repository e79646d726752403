#include "actors/feed/feed.hpp"

#include <caf/send.hpp>

#include "actors/node.hpp"
#include "actors/quiet.hpp"

namespace atrium::actors {
namespace {

constexpr auto look_at_clock_every = std::chrono::milliseconds(20);

}  // namespace

feed_actor::feed_actor(caf::actor_config& config, actors::node& shared)
    : caf::event_based_actor(config), node_(shared) {
  keep_quiet(*this);
}

void feed_actor::on_exit() { waiting_.clear(); }

caf::behavior feed_actor::make_behavior() {
  return {[this](const await_seq& wanted) {
            waiting_.push_back(wanted.who);
            if (waiting_.size() == 1) delayed_send(this, look_at_clock_every, tick{});
            wake_all_due();
          },
          [this](const journal_advanced&) { wake_all_due(); },
          [this](const tick&) {
            wake_all_due();
            if (!waiting_.empty()) delayed_send(this, look_at_clock_every, tick{});
          }};
}

void feed_actor::wake_all_due() {
  const std::int64_t now = node_.world().now_ms();
  std::erase_if(waiting_, [&](const auto& who) { return who->reached() || now >= who->until_ms; });
}

}  // namespace atrium::actors
