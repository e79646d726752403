// Who may still decide something for a router that is gone: it and its accounts hold a share each
// until they end. The router after it is told when the last of them has.
#pragma once

#include <caf/actor.hpp>
#include <caf/send.hpp>
#include <mutex>

#include "actors/contracts.hpp"

namespace atrium::actors {

class census {
 public:
  census() = default;
  census(const census&) = delete;
  census& operator=(const census&) = delete;
  ~census() {
    if (successor_) caf::anon_send(successor_, predecessors_gone{});
  }

  void succeeded_by(caf::actor who) {
    const std::lock_guard guard(lock_);
    successor_ = std::move(who);
  }

 private:
  std::mutex lock_;
  caf::actor successor_;  // guarded by lock_; by the last share's end nobody else has it
};

}  // namespace atrium::actors
