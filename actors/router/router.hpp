// The site router of one tenant: makes names unique across its sites and brings each command to its
// account.
//
// Invariants
//  1. Of any number of creations and renamings that claim the same name at most one is under way;
//     the others wait for its end and then see what the store says: its name is taken, or free
//     again.
//  2. A number is given to at most one new account, also across restarts (docs/data_format.md:
//  next).
//  3. At most one live account actor per customer; it is let go only while it has no call. Who is
//     being made has none: the registrar makes him.
//  4. What an account, the registrar or a router that died had in commit is over before anybody
//     decides on what the store says of it: a router that follows another holds back until that one
//     and all of these have ended and their commits are through, and so does one of whose one
//     has died.
//  5. A reservation ends with its call, however that ends (call::reserved_names).
//  6. Of calls that are decided on a second account beside their own (call::other) at most one is
//  under way for each such account; the others wait for its end, in their order. So they do not
//  have one another's commits refused, however many give to the same customer.
//  7. What has such a turn loses to what that account does itself only as long as it has not asked
//  for the way (give_way): then new calls to the account wait for its end as well. Whoever asked
//  waits for nothing here any more, so none of this goes in a circle.
#pragma once

#include <caf/event_based_actor.hpp>
#include <list>
#include <unordered_map>
#include <unordered_set>

#include "actors/account/creation/creation.hpp"
#include "actors/contracts.hpp"
#include "actors/router/census.hpp"
#include "actors/router/reservations.hpp"
#include "actors/router/twins.hpp"
#include "storage/keys.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

class node;

class router_actor : public caf::event_based_actor {
 public:
  // `predecessors`: of the router before; null for a tenant's first.
  router_actor(caf::actor_config& config, actors::node& shared, tenant_cell_ptr tenant,
               std::shared_ptr<census> counted_in, std::shared_ptr<census> predecessors);
  caf::behavior make_behavior() override;
  // Lets go of accounts and waiting calls here and now. A pending tick keeps the router alive until
  // CAF's clock destroys it, and the clock would wait for itself for ever as soon as 64 accounts
  // ended with it (its queue's size).
  void on_exit() override;
  const char* name() const override { return "router"; }

 private:
  struct live_account {
    caf::actor handle;
    call_counter calls;
    std::int64_t last_used_ms;
    std::list<account_number>::iterator place;  // in by_use_
  };

  caf::behavior serving();
  caf::behavior holding_back();
  void catch_up_behind_commits();

  void show_view(const see_view& wanted);
  void route(const call_ptr& what);
  void go_on(const call_ptr& what);
  void go_on_elsewhere(const call_ptr& what);
  void place_row(const call_ptr& what);
  void create(const call_ptr& what);
  void leave_to_owner(const call_ptr& what, const error& taken);
  void take_subscriber_in(const call_ptr& what);
  void bring_to_subscriber(const call_ptr& what);
  void rename(const call_ptr& what);
  void take_turn(const call_ptr& what);
  void claim(const call_ptr& what, std::vector<std::string> names);
  void bring(const call_ptr& what);
  void deliver(const call_ptr& what);
  outcome<std::vector<name_claim>> logins_wanted(const call& what,
                                                 const storage::snapshot& reading) const;
  storage::key generated_id_key(account_number number) const;
  // `gives_id`: the account's id is made of it.
  outcome<account_number> next_number(bool gives_id);
  const caf::actor& registrar();
  live_account& account(account_number number);
  void let_go(std::unordered_map<account_number, live_account>::iterator which);
  void let_idle_go();
  void make_room();

  actors::node& node_;
  const tenant_cell_ptr tenant_;
  std::shared_ptr<census> counted_in_;
  std::shared_ptr<census> predecessors_;
  int catching_up_ = 0;            // commits whose end is waited for
  std::uint64_t next_number_ = 0;  // 0: not read from the store yet
  reservations names_;
  std::uint64_t last_claim_ = 0;
  twins twins_;
  caf::actor registrar_;  // none until somebody is made
  std::unordered_map<account_number, live_account> accounts_;
  std::unordered_map<caf::actor_id, account_number> account_of_;
  std::list<account_number> by_use_;  // least recently used first
  std::unordered_set<account_number> giving_way_;
};

}  // namespace atrium::actors
