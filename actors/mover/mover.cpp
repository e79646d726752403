#include "actors/mover/mover.hpp"

#include <caf/send.hpp>
#include <limits>

#include "actors/commands.hpp"
#include "actors/committer/behind_commits.hpp"
#include "actors/farewell.hpp"
#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/retries.hpp"
#include "actors/tenant/visible.hpp"
#include "actors/wiring.hpp"
#include "config/log.hpp"

namespace atrium::actors {
namespace {

using records::site_move;
using step = site_move_step::kind;

constexpr auto look_around_every = std::chrono::seconds(1);

error conflicting(const methods::realms_move_site::result& found) {
  const bool is_email = found.conflicts.front().path == "email";
  error refused = refusal(is_email ? errc::email_taken : errc::username_taken,
                          "the realm has " + std::to_string(found.conflicts_total) +
                              " of the site's logins already; dry_run lists them");
  refused.data.emplace_back("conflicts", found.conflicts_total);
  return refused;
}

void add(methods::realms_move_site::result& to, move_slice& slice) {
  to.customers += slice.customers;
  to.logins += slice.logins;
  to.conflicts_total += std::ssize(slice.conflicts);
  for (auto& each : slice.conflicts)
    if (to.conflicts.size() < methods::realms_move_site::conflicts_max)
      to.conflicts.push_back(std::move(each));
}

}  // namespace

mover_actor::mover_actor(caf::actor_config& config, actors::node& shared)
    : caf::event_based_actor(config), node_(shared) {
  keep_quiet(*this);
}

void mover_actor::on_exit() {
  on_the_way_.clear();
  waiting_.clear();
}

caf::behavior mover_actor::make_behavior() {
  resume_all();
  delayed_send(this, look_around_every, tick{});
  return {[this](const tick&) {
            resume_all();
            delayed_send(this, look_around_every, tick{});
          },
          [this](const perform& wanted) { take_up(wanted.what); },
          [this](const look_on& whose) {
            if (const auto on = on_the_way_.find(whose.tenant); on != on_the_way_.end())
              go_on(on->second);
          },
          [this](const step_settled& whose) {
            if (const auto on = on_the_way_.find(whose.tenant); on != on_the_way_.end())
              go_on(on->second);
          },
          [this](const committed& outcome) {
            const tenant_number tenant{static_cast<std::uint32_t>(outcome.token)};
            const auto on = on_the_way_.find(tenant);
            if (on == on_the_way_.end()) return;
            if (!std::exchange(on->second.catching_up, false)) settle(on->second, outcome.result);
            go_on(on->second);
          }};
}

// What a mover before, or a daemon before, has left on its way; also by a step that the tenant's
// actor had not taken yet when the mover before died.
void mover_actor::resume_all() {
  for (const auto& [number, tenant] : node_.tenants()->by_number) {
    const tenant_view_ptr view = tenant->view();
    if (!(view->moves_sites() || view->closes_sites()) || on_the_way_.contains(number) ||
        tenant->is_removing())
      continue;
    for (const auto& [_, site] : view->sites) {
      if (!site.move && site.takes_customers()) continue;
      journey on{.tenant = tenant, .site = site.name, .removes = !site.move, .looking = false};
      on.realm = site.move_realm.value_or("");
      on.catching_up = true;
      on_the_way_.emplace(number, std::move(on));
      tell_behind_commits(node_, this, number, number.value);
    }
  }
}

void mover_actor::take_up(call_ptr what) {
  const tenant_number tenant = what->tenant->number();
  waiting_[tenant].push_back(std::move(what));
  if (!on_the_way_.contains(tenant)) begin_next(tenant);
}

void mover_actor::begin_next(tenant_number tenant) {
  const auto queue = waiting_.find(tenant);
  if (queue == waiting_.end()) return;
  const call_ptr what = std::move(queue->second.front());
  queue->second.pop_front();
  if (queue->second.empty()) waiting_.erase(queue);

  journey& on = on_the_way_[tenant];
  if (const auto* removal = std::get_if<methods::sites_remove>(&what->what)) {
    on = {.tenant = what->tenant, .site = removal->site, .asked_by = what, .removes = true};
    return begin_removal(on);
  }
  const auto& asked = std::get<methods::realms_move_site>(what->what);
  on = {.tenant = what->tenant, .site = asked.site, .realm = asked.realm, .asked_by = what};
  on.found.site = asked.site;
  on.found.realm = asked.realm;
  const tenant_view_ptr view = what->tenant->view();
  const records::site* site = visible_site(*view, *what->caller, asked.site);
  if (answer_known_key(node_, *what)) return end(on);
  if (!site) return refuse(on, refusal(errc::not_found, "there is no such site", "site"));
  if (!view->find_realm(asked.realm))
    return refuse(on, refusal(errc::not_found, "there is no such realm", "realm"));
  if (site->realm == asked.realm) return answer_found(on);
  go_on(on);
}

// The next bit of work; each ends in a message that brings it back here.
void mover_actor::go_on(journey& on) {
  if (on.catching_up) return;
  if (on.tenant->is_removing())
    return on.asked_by ? refuse(on, refusal(errc::not_found, "there is no such tenant")) : end(on);
  const tenant_view_ptr view = on.tenant->view();
  const records::site* site = view->find_site(on.site);
  const bool late = on.asked_by && node_.world().now_ms() > on.asked_by->deadline_ms;
  if (late && !on.given_up_for) {
    if (on.looking) return refuse(on, refusal(errc::deadline_exceeded));
    on.given_up_for = refusal(errc::deadline_exceeded);
  }
  if (on.removes) return go_on_removing(on, site);
  if (on.looking) return look(on);
  if (site->move) return work(on, *site->move);
  if (on.asked_by) return refuse(on, refusal(errc::overloaded, "the move could not begin"));
  end(on);
}

// A slice that somebody was faster than is looked at again, as is one that was written.
void mover_actor::settle(journey& on, const storage::commit_result& result) {
  using kind = storage::commit_result::kind;
  if (result.what == kind::committed || result.what == kind::refused) return;
  ++on.tries;
  const bool full = result.what == kind::storage_full;
  if (!on.given_up_for) on.given_up_for = refusal(full ? errc::storage_full : errc::internal);
}

void mover_actor::look(journey& on) {
  const tenant_view_ptr view = on.tenant->view();
  const auto reading = node_.borrow_snapshot();
  const realm_number realm = view->realm_named(on.realm);
  auto slice = find_conflicts(*reading, *view, on.site, realm, on.next);
  if (!slice) return refuse(on, slice.failure());
  add(on.found, *slice);
  on.next = slice->next;
  if (on.next != 0) return send(this, look_on{on.tenant->number()});
  const auto& asked = std::get<methods::realms_move_site>(on.asked_by->what);
  if (asked.dry_run.value_or(false)) return answer_found(on);
  if (on.found.conflicts_total > 0) return refuse(on, conflicting(on.found));
  on.looking = false;
  on.found.customers = on.found.logins = 0;
  take_step(on, step::begin);
}

void mover_actor::work(journey& on, site_move state) {
  if (on.tries > tries_max) return stand_still(on, "commits keep failing");
  if (state == site_move::copying && on.given_up_for) return give_up(on);
  const tenant_view_ptr view = on.tenant->view();
  const realm_number other = view->realm_named(*view->find_site(on.site)->move_realm);
  const auto reading = node_.borrow_snapshot();
  auto slice = state == site_move::copying ? take_logins(*reading, *view, on.site, other, on.next)
                                           : free_logins(*reading, *view, on.site, other, on.next);
  if (!slice) return stand_still(on, slice.failure().message);
  if (state == site_move::copying && !slice->conflicts.empty()) {
    add(on.found, *slice);
    on.given_up_for = conflicting(on.found);
    return give_up(on);
  }
  if (commit_slice(on, *slice)) return;
  if (state == site_move::copying) add(on.found, *slice);
  on.next = slice->next;
  if (on.next != 0) return send(this, look_on{on.tenant->number()});
  take_step(on, state == site_move::copying ? step::arrive : step::end);
}

// Sends what the slice changes to the committer. When it has come to its end the slice is looked at
// again: what was written has nothing left to do, what was not is done again.
bool mover_actor::commit_slice(journey& on, move_slice& slice) {
  if (slice.changes.erasures.empty() && slice.changes.puts.empty()) return false;
  auto job = std::make_shared<commit_job>();
  job->reply_to = this;
  job->token = on.tenant->number().value;
  job->changes = std::move(slice.changes);
  if (const caf::actor to = node_.handles->get(&wiring::committer))
    send(to, commit{std::move(job)});
  return true;
}

// The tenant's actor decides; what came of it is seen in the site (go_on).
void mover_actor::take_step(journey& on, step what) {
  // Whatever came of it is then told to the caller. If the site has not moved, it will not.
  if (what == step::arrive) on.given_up_for = refusal(errc::internal);
  send_step(on, site_move_step{.what = what, .site = on.site, .realm = on.realm, .moved = on.found},
            what == step::arrive || what == step::stay);
}

void mover_actor::send_step(journey& on, command what, bool answers) {
  on.next = 0;
  ++on.tries;
  auto asked =
      make_own_call(std::move(what), on.tenant, {}, std::numeric_limits<std::int64_t>::max());
  if (on.asked_by) asked->caller = on.asked_by->caller;
  if (answers && on.asked_by) {
    asked->reply = std::move(on.asked_by->reply);
    asked->retry = on.asked_by->retry;
    asked->options = on.asked_by->options;
    on.asked_by = nullptr;
  }
  asked->reserved_names = tell_at_the_end(caf::actor(this), step_settled{on.tenant->number()});
  node_.submit(std::move(asked));
}

void mover_actor::give_up(journey& on) {
  if (on.asked_by) on.asked_by->reply.fail(*on.given_up_for);
  on.asked_by = nullptr;
  take_step(on, step::give_up);
}

// The site stays between its realms, which is safe, until it is tried again.
void mover_actor::stand_still(journey& on, const std::string& why) {
  log::error("a site's move stands still",
             {{"tenant", on.tenant->name()}, {"site", on.site}, {"error", why}});
  if (on.asked_by) on.asked_by->reply.fail(refusal(errc::internal));
  end(on);
}

// The answer goes through the tenant's actor, which keeps it for retries.
void mover_actor::answer_found(journey& on) {
  on.looking = false;
  take_step(on, step::stay);
}

void mover_actor::refuse(journey& on, const error& why) {
  on.asked_by->reply.fail(why);
  end(on);
}

void mover_actor::end(journey& on) {
  const tenant_number tenant = on.tenant->number();
  on_the_way_.erase(tenant);
  begin_next(tenant);
}

}  // namespace atrium::actors
