// One customer account: decides its commands one after the other. What is to be written is answered
// by the committer as soon as it is durable, everything else from here.
//
// Invariants
//  1. Commands are decided in the order of their arrival, or of that of their passwords from the
//     hashing pool, each on the state that the one before it leaves behind, durable or not yet.
//     What was written is answered in the same order; a refusal may come after the answers to later
//     commands.
//  2. No answer, not even a refusal, goes out before everything that it was decided on is durable.
//  3. If a commit comes to nothing, what was decided on top of it is decided again on the state
//     that the store then has. The version that every change set expects keeps it from being
//     committed meanwhile.
//  4. The state is only ever loaded from the store or made by `decide`.
#pragma once

#include <caf/event_based_actor.hpp>
#include <list>

#include "actors/account/deciding.hpp"

namespace atrium::actors {

class node;

class census;

class account_actor : public caf::event_based_actor {
 public:
  account_actor(caf::actor_config& config, actors::node& shared, tenant_cell_ptr tenant,
                account_number number, std::shared_ptr<census> counted_in);
  ~account_actor() override;
  caf::behavior make_behavior() override;
  // Lets go of its calls here and now: through what a call has reserved it knows the router, and
  // the router knows the account.
  void on_exit() override;
  const char* name() const override { return "account"; }

 private:
  void advance();
  bool load();
  bool sent_to_hashing(const call_ptr& what, const decide_context& context);
  // Whether it waits until all in flight is known.
  static bool waits_for_quiet(const call& what);
  void decide_one(call_ptr what, decide_context& context);
  void settle(std::uint64_t token, const storage::commit_result& result);
  bool settle_front();
  void again(const call_ptr& what);
  void ask_for_the_way(const call& what);
  void forward(const call_ptr& what);

  actors::node& node_;
  const tenant_cell_ptr tenant_;
  const account_number number_;
  std::shared_ptr<census> counted_in_;
  account_state state_;  // as of the last decided command
  bool loaded_ = false;
  int guesses_ = 0;  // passwords being checked
  bool redoing_ =
      false;  // a commit came to nothing: nothing new is decided until all in flight is known
  std::uint64_t last_token_ = 0;
  // Lists: empty, as they mostly are, they take no memory of their own, unlike deques.
  std::list<call_ptr> waiting_;
  std::list<decided_call> in_flight_;
  std::list<call_ptr> redo_;
};

}  // namespace atrium::actors
