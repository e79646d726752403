// A ledger of store credit (features.md G3) under change in a decision: of the account that
// decides, or of another whose rows are in the same commit. No CAF, no threads, no files.
//
// Invariants (storage/verify checks them, I5)
//  1. The balance is the sum of the entries, and that of the lots and of what is held; none of them
//     is ever negative.
//  2. Entries are numbered from 1 without a gap, never changed, and each is an event of the journal
//     with the ledger's version.
//  3. The ledger's place in the due queue is that of its first lot.
#pragma once

#include "actors/account/credit/lots.hpp"
#include "actors/account/decision.hpp"

namespace atrium::actors {

class ledger {
 public:
  // Of the account of `in`, who is `whose`. The change expects the ledger to be `before`, as it is
  // stored; null: that there is none. All of them must live longer.
  ledger(decision& made, const records::customer& whose, std::string_view currency,
         stored_ledger before, const decide_context& in);
  ledger(const ledger&) = delete;
  ledger& operator=(const ledger&) = delete;

  const records::credit_ledger& now() const { return after_; }
  std::int64_t available() const { return total_of(after_.lots); }
  std::int64_t version_before() const { return before_ ? before_->record.version : 0; }
  bool is_new() const { return !before_ && after_.version > 0; }
  // Whether the balance may grow by so much.
  bool has_room_for(std::int64_t amount) const;

  // What is free to be spent; whoever changes it adds the entry that says so.
  records::credit_lots& lots() { return after_.lots; }
  std::uint64_t next_authorization();

  // An entry for each lot whose time is over, of that time.
  void expire_due();
  // The same of a lot that was held until now.
  void expire_held(const records::credit_lot& over, const std::string& authorization);
  // Adds an entry, which is returned as it is stored: kind, amount, what it changes of what is
  // held, and what it refers to are given, the rest follows.
  std::string add(records::credit_entry entry);
  // Made without an entry, for one whose predecessor's ledger is empty.
  void open();
  // Puts it; the ledger as it is then stored, null where there is none.
  stored_ledger close();

 private:
  storage::key key() const;
  void tell_of(const records::credit_entry& entry);

  decision& made_;
  const records::customer& whose_;
  const stored_ledger before_;
  const decide_context& in_;
  records::credit_ledger after_;
};

// The account's own ledger in the currency, as far as it knows; null: none.
stored_ledger ledger_of(const account_parts& parts, std::string_view currency);
void keep_ledger(account_parts& parts, std::string_view currency, stored_ledger after);

}  // namespace atrium::actors
