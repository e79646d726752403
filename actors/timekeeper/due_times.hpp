// From when on each tenant's due queue is to be looked at (docs/data_format.md, unique, space 23):
// the time of the first place that nobody has looked at yet. So nobody has to look at queues in
// which nothing is due.
//
// Invariant: a place is at its tenant's time or later, or the timekeeper has looked at it, or is
// about to. Whoever puts one notes it after the commit, and the timekeeper takes the time out
// before it looks: what it does not see yet is noted afterwards.
//
// From any thread. No CAF.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "protocol/records/numbers.hpp"

namespace atrium::actors {

class due_times {
 public:
  // The tenant may have a place at this time, or later, that nobody has looked at.
  void note(tenant_number tenant, std::int64_t due_ms);

  struct due_tenant {
    tenant_number tenant;
    std::int64_t from_ms;
  };
  // Takes those out whose time has come, by time.
  std::vector<due_tenant> take_due(std::int64_t now_ms);

  // When the next one's time comes.
  std::optional<std::int64_t> first() const;

 private:
  mutable std::mutex guard_;  // of what follows
  std::map<tenant_number, std::int64_t> time_of_;
  std::set<std::pair<std::int64_t, tenant_number>> by_time_;  // the same
};

}  // namespace atrium::actors
