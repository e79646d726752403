// Which names are about to be taken: the site router's memory of creations under way (features.md
// A5). No CAF, no threads, no files; the truth is the unique index in the store, this only lets
// claimants wait for one another.
//
// Invariants
//  1. A name is reserved by at most one account.
//  2. An account holds all of its names or none.
//  3. Whoever waits for a name is handed back, in the order of coming, when it is released; nobody
//  waits while holding one.
#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/call.hpp"

namespace atrium::actors {

class reservations {
 public:
  // Queues the call, a creation or an imported row, behind the first of its names that somebody
  // else holds; false if all are free.
  bool queue_behind_holder(const call_ptr& what);

  // Reserves all names of the creation, which must be free, for the account; and the id that is
  // generated for it, if there is one.
  void reserve(const creation& made, std::string_view generated_id, account_number holder);

  bool holds(std::string_view name) const { return held_.count(std::string(name)) != 0; }

  // Frees the names of the account and returns the calls that waited for them.
  std::vector<call_ptr> release(account_number holder);

  std::size_t names_held() const { return held_.size(); }

 private:
  struct holding {
    account_number holder;
    std::deque<call_ptr> waiting;
  };
  std::unordered_map<std::string, holding> held_;
  std::unordered_map<account_number, std::vector<std::string>> names_of_;
};

}  // namespace atrium::actors
