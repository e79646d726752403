#include "actors/segments/settler.hpp"

#include <caf/send.hpp>
#include <chrono>
#include <utility>

#include "actors/commands.hpp"
#include "actors/committer/behind_commits.hpp"
#include "actors/farewell.hpp"
#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/segments/view_round.hpp"
#include "actors/wiring.hpp"
#include "config/log.hpp"
#include "protocol/lists/matching.hpp"

namespace atrium::actors {
namespace {

constexpr auto look_around_every = std::chrono::seconds(1);
constexpr auto answered_within = std::chrono::minutes(1);
// How often the same account is asked before others get a chance to change what keeps it.
constexpr int tries_max = 3;

}  // namespace

settler_actor::settler_actor(caf::actor_config& config, actors::node& shared)
    : caf::event_based_actor(config), node_(shared) {
  keep_quiet(*this);
}

caf::behavior settler_actor::make_behavior() {
  look_around();
  delayed_send(this, look_around_every, tick{});
  return {[this](const tick&) {
            delayed_send(this, look_around_every, tick{});
            look_around();
          },
          [this](const journal_advanced&) { look_around(); },
          [this](const view_seen& told) { end_round(told); },
          [this](const committed& outcome) { go_on({static_cast<std::uint32_t>(outcome.token)}); },
          [this](const look_on& whose) { go_on(whose.tenant); },
          [this](const step_settled& whose) {
            const auto on = walks_.find(whose.tenant);
            if (on != walks_.end() && --on->second.asked == 0) go_on(whose.tenant);
          }};
}

// A walk that rests goes on where it was; one that is missing begins.
void settler_actor::look_around() {
  std::erase_if(walks_, [](const auto& each) {
    return each.second.at == stage::resting && each.second.tenant->is_removing();
  });
  for (const auto& [number, tenant] : node_.tenants()->by_number) {
    const auto known = walks_.find(number);
    if (known != walks_.end()) {
      if (known->second.at == stage::resting) begin(known->second);
    } else if (!tenant->is_removing() && !tenant->view()->segments_settled()) {
      begin(walks_.emplace(number, walk{.tenant = tenant}).first->second);
    }
  }
}

void settler_actor::begin(walk& on) {
  const std::int64_t revision = on.tenant->view()->segment_rules.version;
  if (on.revision != revision) on.from = 0;
  on.revision = revision;
  on.tries = 0;
  on.ends = false;
  on.at = stage::round;
  const tenant_number number = on.tenant->number();
  auto round = std::make_shared<view_round>(caf::actor(this), number);
  if (const caf::actor router = node_.handles->get(number).router)
    caf::anon_send(router, see_view{std::move(round)});
}

// An account that could not be told has died, or its router: the next tick tries it again.
void settler_actor::end_round(const view_seen& told) {
  const auto on = walks_.find(told.tenant);
  if (on == walks_.end() || on->second.at != stage::round) return;
  on->second.at = told.by_all ? stage::commits : stage::resting;
  if (told.by_all) tell_behind_commits(node_, this, told.tenant, told.tenant.value);
}

// The next bit of work; each ends in a message that brings it back here.
void settler_actor::go_on(tenant_number tenant) {
  const auto found = walks_.find(tenant);
  if (found == walks_.end()) return;
  walk& on = found->second;
  const tenant_view_ptr view = on.tenant->view();
  if (on.tenant->is_removing() || view->segments_settled())
    walks_.erase(found);
  else if (view->segment_rules.version != on.revision)
    begin(on);
  else if (std::exchange(on.ends, false))  // it could not be written down
    on.at = stage::resting;
  else
    look(on);
}

void settler_actor::look(walk& on) {
  const auto reading = node_.borrow_snapshot();
  const auto slice = find_misplaced(*reading, *on.tenant->view(), on.from);
  if (!slice) {
    log::error("a tenant's customers cannot be looked through for its segments",
               {{"tenant", on.tenant->name()}, {"error", slice.failure().message}});
    on.at = stage::resting;
    return;
  }
  if (!slice->whose.empty()) return ask(on, *slice);
  on.from = slice->next;
  if (on.from != 0) {
    on.at = stage::looking;
    return send(this, look_on{on.tenant->number()});
  }
  on.ends = true;
  on.asked = 1;
  send_call(on, segments_settled{on.revision, std::string(lists::matching_version())}, {});
}

void settler_actor::ask(walk& on, const misplaced_slice& slice) {
  on.from = slice.whose.front().value;
  if (std::exchange(on.last_asked, on.from) != on.from) on.tries = 0;
  if (++on.tries > tries_max) {
    on.at = stage::resting;
    return;
  }
  on.asked = slice.whose.size();
  for (const account_number each : slice.whose) send_call(on, rules_to_follow{}, each);
}

void settler_actor::send_call(walk& on, command what, account_number account) {
  on.at = stage::asking;
  const std::int64_t deadline =
      node_.world().now_ms() + std::chrono::milliseconds(answered_within).count();
  auto asked = make_own_call(std::move(what), on.tenant, account, deadline);
  asked->reserved_names = tell_at_the_end(caf::actor(this), step_settled{on.tenant->number()});
  node_.submit(std::move(asked));
}

}  // namespace atrium::actors
