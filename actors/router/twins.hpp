// Calls with the same idempotency key wait for one another (features.md P3: a concurrent twin
// waits). No CAF, no threads, no files.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "actors/call.hpp"

namespace atrium::actors {

class twins {
 public:
  // True if the call may go on and now holds the key; else it waits behind its twin.
  bool enter(const call_ptr& what) {
    auto [found, fresh] = under_way_.try_emplace(what->retry->key);
    if (!fresh) found->second.push_back(what);
    return fresh;
  }

  // The key's holder has ended; returns those who waited, in order.
  std::vector<call_ptr> leave(const std::string& key) {
    const auto found = under_way_.find(key);
    if (found == under_way_.end()) return {};
    std::vector<call_ptr> waited = std::move(found->second);
    under_way_.erase(found);
    return waited;
  }

 private:
  std::unordered_map<std::string, std::vector<call_ptr>> under_way_;
};

}  // namespace atrium::actors
