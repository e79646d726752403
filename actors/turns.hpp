// What waits for its turn, tenant by tenant: of more tenants than one each gets its turn before any
// gets its second. Free of CAF; the queue's bound is its user's.
#pragma once

#include <deque>
#include <map>
#include <utility>

#include "protocol/records/numbers.hpp"

namespace atrium::actors {

template <class Job>
class turns {
 public:
  bool empty() const { return count_ == 0; }
  std::size_t size() const { return count_; }

  void push(tenant_number of, Job job) {
    waiting_[of].push_back(std::move(job));
    ++count_;
  }

  // There must be one.
  Job pop() {
    auto turn = waiting_.upper_bound(last_);
    if (turn == waiting_.end()) turn = waiting_.begin();
    last_ = turn->first;
    Job next = std::move(turn->second.front());
    turn->second.pop_front();
    if (turn->second.empty()) waiting_.erase(turn);
    --count_;
    return next;
  }

  // Those of whom `over(job)` says so wait no longer.
  template <class Over>
  void erase_if(Over&& over) {
    for (auto queue = waiting_.begin(); queue != waiting_.end();) {
      count_ -= std::erase_if(queue->second, over);
      queue = queue->second.empty() ? waiting_.erase(queue) : std::next(queue);
    }
  }

  void clear() {
    waiting_.clear();
    count_ = 0;
  }

 private:
  std::map<tenant_number, std::deque<Job>> waiting_;
  std::size_t count_ = 0;
  tenant_number last_;
};

}  // namespace atrium::actors
