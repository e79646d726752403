// A round through all accounts of a tenant that are in use: when the last of it is let go of, the
// settler hears whether each has seen it. An account does one thing at a time, so what it had begun
// to decide on an older view is on its way to the committer by then.
#pragma once

#include <atomic>
#include <caf/actor.hpp>
#include <caf/send.hpp>

#include "actors/contracts.hpp"

namespace atrium::actors {

class view_round {
 public:
  view_round(caf::actor to, tenant_number tenant) : to_(std::move(to)), tenant_(tenant) {}
  view_round(const view_round&) = delete;
  view_round& operator=(const view_round&) = delete;
  ~view_round() { caf::anon_send(to_, view_seen{tenant_, sent_ && missing_ == 0}); }

  void expect() { ++missing_; }
  void seen() { --missing_; }
  void sent_to_all() { sent_ = true; }

 private:
  const caf::actor to_;
  const tenant_number tenant_;
  std::atomic<bool> sent_{false};
  std::atomic<std::int64_t> missing_{0};
};

}  // namespace atrium::actors
