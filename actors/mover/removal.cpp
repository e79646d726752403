// The way of a site that is removed (sites.remove).
#include <caf/send.hpp>

#include "actors/commands.hpp"
#include "actors/mover/mover.hpp"
#include "actors/node.hpp"
#include "actors/retries.hpp"
#include "actors/tenant/decide.hpp"
#include "actors/tenant/visible.hpp"

namespace atrium::actors {
namespace {

using step = site_removal_step::kind;

error has_customers() {
  return refusal(errc::forbidden, "customers have it as their home or preferred site", "site");
}

}  // namespace

void mover_actor::begin_removal(journey& on) {
  const tenant_view_ptr view = on.tenant->view();
  const records::site* site = visible_site(*view, *on.asked_by->caller, on.site);
  if (answer_known_key(node_, *on.asked_by)) return end(on);
  if (!site) return refuse(on, refusal(errc::not_found, "there is no such site", "site"));
  if (const auto obstacle = obstacle_to_removal(*view, *site)) return refuse(on, *obstacle);
  go_on(on);
}

// It is looked for customers twice: first while all goes on, so that a site in use is not closed
// even for a moment, and again when none can come any more.
void mover_actor::go_on_removing(journey& on, const records::site* site) {
  const bool closing = site && !site->takes_customers();
  if (on.looking) return look_for_customers(on);
  if (on.tries > tries_max) return stand_still(on, "commits keep failing");
  if (closing && on.asked_by && !on.given_up_for) return look_for_customers(on);
  if (closing) return take_step(on, step::reopen);
  if (!on.asked_by) return end(on);
  refuse(on, on.given_up_for.value_or(refusal(errc::overloaded, "the site could not be closed")));
}

void mover_actor::look_for_customers(journey& on) {
  const auto reading = node_.borrow_snapshot();
  const auto search = find_customer_of(*reading, on.tenant->number(), on.site, on.next);
  if (!search) return give_up_removal(on, search.failure());
  if (search->found) return give_up_removal(on, has_customers());
  on.next = search->next;
  if (on.next != 0) return send(this, look_on{on.tenant->number()});
  take_step(on, std::exchange(on.looking, false) ? step::close : step::remove);
}

void mover_actor::give_up_removal(journey& on, const error& why) {
  if (on.looking) return refuse(on, why);
  on.given_up_for = why;
  take_step(on, step::reopen);
}

void mover_actor::take_step(journey& on, step what) {
  send_step(on, site_removal_step{.what = what, .site = on.site}, what == step::remove);
}

}  // namespace atrium::actors
