// The seam between the actors and the store: who holds a `writer` can commit, and nobody else can. The simulation and
// the fault tests put their own in its place.
#pragma once

#include <span>
#include <vector>

#include "storage/change_set.hpp"

namespace atrium::storage {

class writer {
 public:
  virtual ~writer() = default;

  // Applies the change sets in order in one transaction with one flush, and returns when they are durable. One result
  // for each, in order. A refused one does not harm the others. Blocks; call it from one thread only.
  virtual std::vector<commit_result> commit(std::span<const change_set* const> batch) = 0;
};

}  // namespace atrium::storage
