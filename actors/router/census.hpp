// Who may still decide something for a router that is gone: it and its accounts hold a share each
// until they end. The router after it is told when the last of them has.
#pragma once

#include <caf/actor.hpp>
#include <caf/send.hpp>
#include <memory>
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

  // `its_own` does not end before this one does: should the successor die while it still waits, the
  // one after it waits for both.
  void succeeded_by(caf::actor who, std::shared_ptr<census> its_own) {
    const std::lock_guard guard(lock_);
    successor_ = std::move(who);
    its_own_ = std::move(its_own);
  }

 private:
  std::mutex lock_;
  // Guarded by lock_; by the last share's end nobody else has them.
  caf::actor successor_;
  std::shared_ptr<census> its_own_;
};

}  // namespace atrium::actors
