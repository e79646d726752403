// Which names are about to be taken: the site router's memory of creations and renamings under way
// (features.md A3, A5). No CAF, no threads, no files; the truth is the unique index in the store,
// this only lets claimants wait for one another.
//
// Invariants
//  1. A name is reserved by at most one call.
//  2. A call holds all of its names or none.
//  3. Whoever waits for a name is handed back, in the order of coming, when it is released. Nobody
//  waits for names to reserve while holding some; for an account that gives way to the holder of a
//  turn (router.hpp, 7) also such a call waits, and that holder for nobody.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/call.hpp"

namespace atrium::actors {

// A call that holds names, as the router counts them.
struct claim_number {
  std::uint64_t value = 0;
  auto operator<=>(const claim_number&) const = default;
};

class reservations {
 public:
  // Queues the call behind the first of the names that somebody else holds; false if all are free.
  bool queue_behind_holder(const call_ptr& what, const std::vector<std::string>& names);

  // Reserves the names, which must be free.
  void reserve(std::vector<std::string> names, claim_number holder);

  bool holds(std::string_view name) const { return held_.contains(name); }

  // Frees the names of the holder and returns the calls that waited for them.
  std::vector<call_ptr> release(claim_number holder);

  std::size_t names_held() const { return held_.size(); }

 private:
  struct holding {
    claim_number holder;
    std::vector<call_ptr> waiting;
  };
  struct text_hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, holding, text_hash, std::equal_to<>> held_;
  std::map<claim_number, std::vector<const std::string*>> names_of_;  // the keys in held_
};

}  // namespace atrium::actors
