// One call of customers.claim_guests: finds the guests, has each become part of the customer like a
// call of its own, one after the other, and answers when it is known what became of the last.
//
// Invariants
//  1. Each guest is one commit, decided by the customer's account
//  (actors/account/leaving/claiming.hpp):
//     wherever the call breaks off, a guest is wholly the customer's or wholly his own.
//  2. Nobody is looked for before the customer has proved that the e-mail is his.
//  3. With an idempotency key each guest has one of its own, made of it and his number. Repeated,
//     the call answers what it was answered of those it has done, goes on with the others, and
//     leaves alone who came to be after it was made first.
#pragma once

#include <caf/event_based_actor.hpp>
#include <memory>
#include <string>
#include <vector>

#include "actors/claim/guests.hpp"
#include "actors/contracts.hpp"
#include "actors/retries.hpp"

namespace atrium::actors {

class node;

class claim_actor : public caf::event_based_actor {
 public:
  claim_actor(caf::actor_config& config, actors::node& shared, call_ptr whole);
  caf::behavior make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "claim"; }

 private:
  void begin();
  outcome<nothing> find_customer(const storage::snapshot& reading);
  outcome<nothing> look_for_retry(const storage::snapshot& reading);
  outcome<nothing> take_named(const storage::snapshot& reading);
  outcome<nothing> take_listed(const storage::snapshot& reading, std::string_view result);
  void ask_for_list();
  void hear(const row_answered& told);
  outcome<nothing> preview();
  void advance();
  void submit(std::size_t guest);
  void settle(std::size_t guest, std::string_view response);
  void accept(std::size_t guest, std::string_view result);
  void refuse(std::size_t guest, std::string_view encoded_error);
  void refuse(std::size_t guest, const error& why);
  bool has_become_his(account_number guest) const;
  void finish();
  void fail(const error& why);

  const methods::customers_claim_guests& asked() const;
  tenant_number tenant() const { return whole_->tenant->number(); }
  bool is_open(std::size_t guest) const { return !guests_[guest].what; }

  actors::node& node_;
  call_ptr whole_;                     // none once it has ended
  std::shared_ptr<answer_sink> sink_;  // keeps this actor, until it ends
  records::customer who_;              // as he was when the call began
  std::optional<row_keys> keys_;       // of guests, by their numbers
  std::vector<known_row> known_;       // those that were done with this key
  std::vector<methods::claimable_guest> guests_;
  std::size_t next_ = 0;
  bool more_ = false;
  std::uint64_t last_seq_ = 0;
};

}  // namespace atrium::actors
