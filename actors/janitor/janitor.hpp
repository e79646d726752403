// The janitor: erases what retention no longer allows, a slice at a time, behind everybody else's
// commits; has accounts end links and assisted sessions whose time is over; and after an erasure
// has the data file scrubbed of what is left of it.
//
// Invariants
//  1. At most one change set of a round is under way; it begins a round each minute and rests
//     between slices only for its commits.
//  2. At most one scrub is under way, with at most one change set. It first takes what the journals
//     still tell of the erased out of them, then scrubs the file, and serves all erasures that were
//     committed before it began; then the indexer is asked to do the same with its own. That one is
//     due is read from the store, so it survives the janitor and the daemon.
#pragma once

#include <caf/event_based_actor.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <vector>

#include "actors/contracts.hpp"
#include "actors/janitor/forgetting.hpp"
#include "actors/janitor/retention.hpp"
#include "storage/store_scrub.hpp"

namespace atrium::actors {

class node;
struct command;

class janitor_actor : public caf::event_based_actor {
 public:
  janitor_actor(caf::actor_config& config, actors::node& shared);
  caf::behavior make_behavior() override;
  // Lets go of the scrub's file here and now, before the store is closed.
  void on_exit() override;
  const char* name() const override { return "janitor"; }

 private:
  // What a round does in one tenant, or in all of the store: a slice at a time, each of which
  // says where the next begins. It erases, or asks accounts to do something.
  struct task;
  using work = outcome<retention_step> (janitor_actor::*)(const storage::snapshot& reading,
                                                          const task& at);
  struct task {
    work slice;
    tenant_cell_ptr tenant;  // null: of the whole store
    std::string from{};      // where the next slice begins
  };

  void begin_round();
  void go_on();
  outcome<retention_step> forget_retries(const storage::snapshot& reading, const task& at);
  outcome<retention_step> forget_journal(const storage::snapshot& reading, const task& at);
  outcome<retention_step> forget_audit(const storage::snapshot& reading, const task& at);
  outcome<retention_step> forget_mails(const storage::snapshot& reading, const task& at);
  outcome<retention_step> forget_sessions(const storage::snapshot& reading, const task& at);
  outcome<retention_step> forget_strangers(const storage::snapshot& reading, const task& at);
  outcome<retention_step> end_links(const storage::snapshot& reading, const task& at);
  outcome<retention_step> end_assistance(const storage::snapshot& reading, const task& at);
  outcome<retention_step> forget_history(const storage::snapshot& reading, const task& at);
  std::int64_t now_ms() const;
  // Has the account decide it. Whatever comes of that: the next round looks again.
  void ask(const tenant_cell_ptr& tenant, account_number whose, command what);
  // Commits the step if it erases anything; true if an outcome will come.
  bool carry_out(retention_step step);

  void begin_scrub_if_due();
  void scrub_index_of(std::uint64_t erasures);
  void end_scrub();
  void give_up_scrub();
  void scrub_failed(const error& why);
  void take_turn();
  void forget_some();
  void forgotten(storage::commit_result::kind how);
  void commit_for(std::uint64_t purpose, storage::change_set changes);

  actors::node& node_;
  bool in_round_ = false;
  std::deque<task> round_;  // what is left of it
  int history_slices_left_ = 0;
  std::string next_history_;  // the next round goes on from there

  bool in_scrub_ = false;
  std::uint64_t scrubs_to_ = 0;                  // erasures that were counted when it began
  std::vector<tenant_number> to_forget_in_;      // journals still to be gone through before it
  std::string forget_from_, forget_next_;        // keys in the last of these
  std::unique_ptr<storage::store_scrub> scrub_;  // none: it has not come to the file yet
  std::chrono::milliseconds pause_{0};           // after the commit that is under way for it
  bool scrubbed_ = false;                        // it is done, and that is being written down
};

}  // namespace atrium::actors
