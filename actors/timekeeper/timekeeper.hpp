// The timekeeper: has accounts do what is due by its time without anybody asking (the due queue,
// docs/data_format.md, unique, space 23), within about a second of it, and after a start what came
// due before.
//
// Invariants
//  1. What is due is found in the store. What is remembered (due_times.hpp) is only from when on
//     each tenant's queue is to be looked at: a queue in which nothing is due costs nothing.
//  2. Nobody is asked before there is a router that can bring it to him: the directory notes each
//     tenant when it has given it one.
//  3. Of a tenant at most one slice is asked for at a time, in all about `asked_at_once_max`
//     accounts; tenants take turns. So a million that came due while nobody was there are in memory
//     bit by bit.
//  4. What comes to nothing (an account that has too much to do, an actor that died, a disk that is
//     full) is asked for again in the next minute's round, and not before.
#pragma once

#include <caf/event_based_actor.hpp>
#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "actors/account/due_parts.hpp"
#include "actors/contracts.hpp"

namespace atrium::actors {

class node;

class timekeeper_actor : public caf::event_based_actor {
 public:
  timekeeper_actor(caf::actor_config& config, actors::node& shared);
  caf::behavior make_behavior() override;
  // A pending tick would keep the tenants.
  void on_exit() override;
  const char* name() const override { return "timekeeper"; }

 private:
  // Through what is due of a tenant.
  struct walk {
    tenant_cell_ptr tenant;
    std::string from;                   // where the next slice begins; empty: there is none
    std::size_t asked = 0;              // calls of the last one that have not ended
    std::optional<std::int64_t> again;  // from when on to look once more, when this one is over
  };
  using walks = std::map<tenant_number, walk>;

  void note_all();
  void begin_walks();
  // Takes slices as long as there may be more under way.
  void go_on();
  void take_slice(walks::iterator on);
  void ask(const walk& on, account_number whose, due_parts what);
  void end_call(tenant_number of);
  void finish(walks::iterator on);
  // Until the first time that is known, but not for long: clocks are set, and others note times.
  std::chrono::milliseconds pause() const;

  actors::node& node_;
  walks walks_;
  std::deque<tenant_number> ready_;  // of these, those whose next slice may be taken
  std::size_t under_way_ = 0;        // calls
};

}  // namespace atrium::actors
