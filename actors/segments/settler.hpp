// Has a tenant's customers follow when its segments have other rules (features.md G4): looks
// through all of their records and asks the accounts of those that are not what the rules say. Who
// changes meanwhile follows by himself (follow_rules in actors/tenant/segments.hpp).
//
//   another rule ─► round through accounts ─► commits are through ─► looking ─► settled
//                       ▲                                              │
//                       └─────────── another rule meanwhile ───────────┘
//
// Invariants
//  1. Looking begins when nothing is under way any more that was decided by older rules: every
//     account in use has been told (view_round.hpp), and all that was in commit then is through. So
//     whoever is looked at and is right stays so: the next change of him is decided by these rules.
//  2. Only an account changes its customer's record, and decides on it anew; that it was asked says
//     nothing. What it was asked for is looked at again until nothing is left to ask for.
//  3. How far a tenant has come stands in its `segment_rules`. Whoever replaces a settler, also
//     after a crash, begins again where that is behind.
#pragma once

#include <caf/event_based_actor.hpp>
#include <map>

#include "actors/contracts.hpp"
#include "actors/segments/slices.hpp"

namespace atrium::actors {

class node;

class settler_actor : public caf::event_based_actor {
 public:
  settler_actor(caf::actor_config& config, actors::node& shared);
  caf::behavior make_behavior() override;
  void on_exit() override { walks_.clear(); }
  const char* name() const override { return "settler"; }

 private:
  enum class stage : std::uint8_t {
    round,    // the accounts are being told
    commits,  // what was in commit is coming to its end
    looking,  // a look_on is on its way
    asking,   // `asked` calls are under way
    resting,  // until the next tick
  };
  struct walk {
    tenant_cell_ptr tenant;
    std::int64_t revision = 0;  // of the rules that are looked by
    stage at = stage::resting;
    std::uint64_t from = 0;        // the account to go on with
    std::size_t asked = 0;         // calls under way
    std::uint64_t last_asked = 0;  // the first account that was asked last time
    int tries = 0;                 // how often in a row
    bool ends = false;             // all are right, and the tenant's actor was told
  };

  void look_around();
  void begin(walk& on);
  void end_round(const view_seen& told);
  void go_on(tenant_number tenant);
  void look(walk& on);
  void ask(walk& on, const misplaced_slice& slice);
  void send_call(walk& on, command what, account_number account);

  actors::node& node_;
  std::map<tenant_number, walk> walks_;
};

}  // namespace atrium::actors
