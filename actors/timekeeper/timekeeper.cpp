#include "actors/timekeeper/timekeeper.hpp"

#include <algorithm>
#include <caf/send.hpp>
#include <utility>

#include "actors/commands.hpp"
#include "actors/farewell.hpp"
#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/timekeeper/due.hpp"
#include "actors/wiring.hpp"
#include "config/log.hpp"

namespace atrium::actors {
namespace {

constexpr auto round_every = std::chrono::minutes(1);
constexpr auto pause_max = std::chrono::milliseconds(500);
constexpr std::size_t slice_places = 100;
constexpr std::size_t asked_at_once_max = 1'000;
constexpr int slices_per_turn = 100;  // before others of the same thread have theirs

}  // namespace

timekeeper_actor::timekeeper_actor(caf::actor_config& config, actors::node& shared)
    : caf::event_based_actor(config), node_(shared) {
  keep_quiet(*this);
}

caf::behavior timekeeper_actor::make_behavior() {
  note_all();  // whoever was here before may have taken times out and died
  delayed_send(this, round_every, tick{});
  send(this, look_for_due{});
  return {[this](const tick&) {
            delayed_send(this, round_every, tick{});
            note_all();
          },
          [this](const look_for_due&) {
            begin_walks();
            go_on();
            delayed_send(this, pause(), look_for_due{});
          },
          [this](const next_slice&) { go_on(); },
          [this](const due_settled& call) { end_call(call.tenant); }};
}

void timekeeper_actor::on_exit() {
  walks_.clear();
  ready_.clear();
}

void timekeeper_actor::note_all() {
  for (const auto& [number, tenant] : node_.tenants()->by_number) node_.due.note(number, 0);
}

void timekeeper_actor::begin_walks() {
  for (const auto& [number, from_ms] : node_.due.take_due(node_.world().now_ms())) {
    const tenant_cell_ptr tenant = node_.find_tenant(number);
    if (!tenant) continue;
    const auto [on, begins] =
        walks_.try_emplace(number, walk{.tenant = tenant, .from = due_from(number, from_ms)});
    if (begins)
      ready_.push_back(number);
    else
      on->second.again = std::min(on->second.again.value_or(from_ms), from_ms);
  }
}

// Where as many are under way as may be, the end of one of them brings it back here.
void timekeeper_actor::go_on() {
  for (int slices = 0; !ready_.empty() && under_way_ < asked_at_once_max; ++slices) {
    if (slices == slices_per_turn) return send(this, next_slice{});
    const auto on = walks_.find(ready_.front());
    ready_.pop_front();
    take_slice(on);
  }
}

void timekeeper_actor::take_slice(walks::iterator on) {
  const auto& [number, at] = *on;
  if (at.tenant->is_removing() || !node_.handles->get(number).router) return finish(on);
  auto slice =
      find_due(*node_.borrow_snapshot(), number, at.from, node_.world().now_ms(), slice_places);
  if (!slice) {
    log::error("what is due of a tenant cannot be read",
               {{"tenant", at.tenant->name()}, {"error", slice.failure().message}});
    return finish(on);
  }
  on->second.from = std::move(slice->next);
  on->second.asked = slice->of.size();
  under_way_ += slice->of.size();
  if (slice->next_ms) node_.due.note(number, *slice->next_ms);
  for (auto& [account, parts] : slice->of) ask(at, account, due_parts{std::move(parts)});
  if (at.asked == 0) finish(on);
}

void timekeeper_actor::ask(const walk& on, account_number whose, due_parts what) {
  const std::int64_t deadline =
      node_.world().now_ms() + std::chrono::milliseconds(round_every).count();
  auto asked = make_own_call(std::move(what), on.tenant, whose, deadline);
  asked->reserved_names = tell_at_the_end(caf::actor(this), due_settled{on.tenant->number()});
  node_.submit(std::move(asked));
}

void timekeeper_actor::end_call(tenant_number of) {
  --under_way_;
  const auto on = walks_.find(of);
  if (--on->second.asked == 0) {
    if (on->second.from.empty())
      finish(on);
    else
      ready_.push_back(of);
  }
  go_on();
}

void timekeeper_actor::finish(walks::iterator on) {
  if (on->second.again) node_.due.note(on->first, *on->second.again);
  walks_.erase(on);
}

std::chrono::milliseconds timekeeper_actor::pause() const {
  const auto first = node_.due.first();
  if (!first) return pause_max;
  return std::clamp(std::chrono::milliseconds(*first - node_.world().now_ms()),
                    std::chrono::milliseconds(1), pause_max);
}

}  // namespace atrium::actors
