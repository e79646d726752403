// The scrub of the index's file (storage/scrub.hpp says what it promises, and why).
#pragma once

#include <cstddef>
#include <memory>

#include "storage/index/list_index.hpp"

namespace atrium::storage {

// One pass. It serves all that was removed before it began: what `apply` was told, and what
// `erase_some` has erased. Belongs to the thread of the index's writer; other calls may come
// between its turns. Throw it away after a failure and begin another.
class index_scrub {
 public:
  // `pages_a_turn`: how many pages a turn looks at, about. `of` outlives the pass.
  static outcome<std::unique_ptr<index_scrub>> begin(list_index& of, std::size_t pages_a_turn);
  ~index_scrub();
  index_scrub(const index_scrub&) = delete;
  index_scrub& operator=(const index_scrub&) = delete;

  enum class next : std::uint8_t {
    turn,   // there is more to do
    later,  // the same, after a moment: snapshots are to be renewed first
    done,
  };
  outcome<next> turn();

 private:
  struct parts;
  explicit index_scrub(std::unique_ptr<parts> inside);
  outcome<nothing> commit();

  std::unique_ptr<parts> inside_;
};

}  // namespace atrium::storage
