// The scrub of the store's file (storage/scrub.hpp says what it promises, and why).
#pragma once

#include <memory>

#include "storage/change_set.hpp"
#include "storage/store.hpp"

namespace atrium::storage {

// One pass. It serves all erasures that were committed before it began. Belongs to one thread at a
// time, which may be another than the writer's; it takes the writer's lock for some of its turns.
// Throw it away after a failure and begin another.
class store_scrub {
 public:
  // `pages_a_turn`: how many pages a turn looks at, about.
  static outcome<std::unique_ptr<store_scrub>> begin(const store& of, std::size_t pages_a_turn);
  ~store_scrub();
  store_scrub(const store_scrub&) = delete;
  store_scrub& operator=(const store_scrub&) = delete;

  enum class next : std::uint8_t {
    turn,          // there is more to do
    commit,        // commit `changes`, then go on; whether it succeeds or not
    commit_later,  // the same, after a moment: snapshots are to be renewed first
    done,
  };
  outcome<next> turn();

  // What is to be committed. Changes nothing, but is a commit: pages that others freed are given
  // out from it on.
  static change_set changes();

 private:
  struct parts;
  explicit store_scrub(std::unique_ptr<parts> inside);

  std::unique_ptr<parts> inside_;
};

}  // namespace atrium::storage
