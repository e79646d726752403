// Takes sites from one realm to another (realms.move_site), or away (sites.remove), one site of a
// tenant at a time, while everything goes on. docs/architecture.md tells both ways.
//
//            begin                  arrive                  end
//   (rest) ─────────► copying ───────────────► cleaning ─────────► (rest)
//                        │      give_up                     end
//                        └───────────────────► reverting ────────► (rest)
//
//            close                remove
//   (rest) ─────────► closing ─────────────► (gone)
//                        │ reopen
//                        └──────► (rest)
//
// Invariants
//  1. Where a site is on its way stands in its record, and only the tenant's actor changes it
//     (site_move_step). Whoever replaces a mover, also after a crash, goes on from there; so does
//     the mover itself where it stands still.
//  2. The site changes its realm in one commit, `arrive`. Before it every login of its customers
//     has been taken in the new realm: whoever gets one while the site is copying takes it there,
//     too, and what was decided before that is not committed any more (each such commit expects
//     the site's record as it was).
//  3. An entry that is not valid yet, or not any more, is nobody's login, and where it is left over
//     it keeps nobody from registering with that name.
//  4. A caller is answered at `arrive`, or when nothing has changed for anybody.
//  5. A site that is closing takes no customers: whoever gets a home or a preferred site expects
//  its
//     record as it was. It goes after no account has been found that has it; whatever comes
//     between, also a crash, opens it again.
#pragma once

#include <caf/event_based_actor.hpp>
#include <deque>
#include <map>

#include "actors/contracts.hpp"
#include "actors/mover/slices.hpp"
#include "actors/tenant/site_move_step.hpp"
#include "actors/tenant/site_removal_step.hpp"

namespace atrium::actors {

class node;

class mover_actor : public caf::event_based_actor {
 public:
  mover_actor(caf::actor_config& config, actors::node& shared);
  caf::behavior make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "mover"; }

 private:
  // Steps of one journey, and slices that could not be written; a journey has four steps.
  static constexpr int tries_max = 12;

  // A site on its way, or one whose way is looked at.
  struct journey {
    tenant_cell_ptr tenant;
    std::string site;
    std::string realm;                  // where to
    call_ptr asked_by;                  // none: after a restart, or when it has been answered
    bool removes = false;               // it goes away; `realm` says nothing
    std::optional<error> given_up_for;  // if it is still copying, it turns back
    bool looking = true;                // for conflicts, or customers; nothing has been changed yet
    bool catching_up = false;  // until what the mover before had sent to the committer is through
    std::uint64_t next = 0;    // the account to go on with
    int tries = 0;             // steps, and slices that could not be written
    methods::realms_move_site::result found;
  };

  void take_up(call_ptr what);
  void resume_all();
  void begin_next(tenant_number tenant);
  void go_on(journey& on);
  void look(journey& on);
  void work(journey& on, records::site_move state);
  void take_step(journey& on, site_move_step::kind what);
  void send_step(journey& on, command what, bool answers);
  // mover/removal.cpp
  void begin_removal(journey& on);
  void go_on_removing(journey& on, const records::site* site);
  void look_for_customers(journey& on);
  void give_up_removal(journey& on, const error& why);
  void take_step(journey& on, site_removal_step::kind what);
  void settle(journey& on, const storage::commit_result& result);
  void give_up(journey& on);
  void stand_still(journey& on, const std::string& why);
  void end(journey& on);
  void answer_found(journey& on);
  void refuse(journey& on, const error& why);
  bool commit_slice(journey& on, move_slice& slice);

  actors::node& node_;
  std::map<tenant_number, journey> on_the_way_;
  std::map<tenant_number, std::deque<call_ptr>> waiting_;
};

}  // namespace atrium::actors
