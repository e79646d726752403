// What the tenant actor and the directory have in common: they decide commands one at a time.
//
// Invariants
//  1. The next command is decided only when the one before is durable, or known to have come to
//     nothing.
//  2. What a commit changed is taken over after the flush and before the answer: the very next call
//     of anybody sees it.
//  3. One that replaces another decides nothing before it has caught up with the store, behind
//     everything that its predecessor had sent to the committer.
#pragma once

#include <caf/event_based_actor.hpp>
#include <deque>

#include "actors/contracts.hpp"
#include "actors/tenant/decide.hpp"

namespace atrium::actors {

class node;

class serial_actor : public caf::event_based_actor {
 public:
  caf::behavior make_behavior() final;

 protected:
  // `turn`: whose turn its commits take in the committer.
  serial_actor(caf::actor_config& config, actors::node& shared, tenant_number turn);

  // Decides nothing from here on until `catch_up_behind_commits` has had its effect.
  void hold_back() { catching_up_ = true; }
  // Catches up and goes on when all that was sent to the committer before, in this turn, has come
  // to its end. The predecessor must have ended: what it sends later would not be seen.
  void catch_up_behind_commits();

  actors::node& node_;

 private:
  virtual void begin() = 0;  // when the actor first runs
  virtual decided_tenant decided(const call& what, const tenant_context& in) = 0;
  virtual void take_over(tenant_view_ptr after, std::uint64_t seq) = 0;
  virtual void catch_up() = 0;  // whatever the store has now is the truth
  // Whose journal number the commit of the call advances.
  virtual tenant_cell_ptr journal_of() const = 0;

  void advance();
  void have_hashed(const call_ptr& what, const secret* password);
  void finish(const storage::commit_result& result);

  const tenant_number turn_;
  bool catching_up_ = false;
  std::deque<call_ptr> waiting_;
  call_ptr committing_;
  tenant_decision decided_;  // what `committing_` came to
};

}  // namespace atrium::actors
