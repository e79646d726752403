// The seam between the actors and the store: who holds a `writer` can commit, and nobody else can.
// The simulation and the fault tests put their own in its place.
#pragma once

#include <span>
#include <vector>

#include "storage/change_set.hpp"

namespace atrium::storage {

class writer {
 public:
  virtual ~writer() = default;

  // Applies the change sets in order in one transaction with one flush, and returns when they are
  // durable. One result for each, in order. A refused one does not harm the others; each sees what
  // those before it did. Blocks; call it from one thread only.
  //
  // Where a transaction does not fit on the disk or into the map, or meets a damaged page, its sets
  // are tried again one by one, so that only those that cannot be written are refused. While room
  // is short (store_options::reserve_bytes) sets that add something are refused at once, unless
  // they may use the reserve. After `unknown` the store is broken (store::broken) and everything is
  // `failed`.
  //
  // The store's high-water time is raised to tag 1 of journal entries (records::change::time) and
  // to the times of idempotency entries, in the same transaction.
  virtual std::vector<commit_result> commit(std::span<const change_set* const> batch) = 0;
};

}  // namespace atrium::storage
