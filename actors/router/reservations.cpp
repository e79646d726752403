#include "actors/router/reservations.hpp"

#include <algorithm>
#include <cassert>

namespace atrium::actors {

bool reservations::queue_behind_holder(const call_ptr& what,
                                       const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto found = held_.find(name);
    if (found == held_.end()) continue;
    found->second.waiting.push_back(what);
    return true;
  }
  return false;
}

void reservations::reserve(std::vector<std::string> names, claim_number holder) {
  auto& held = names_of_[holder];
  held.reserve(names.size());
  for (std::string& name : names) {
    const auto [place, free] = held_.try_emplace(std::move(name), holding{holder, {}});
    assert(free);
    if (free) held.push_back(&place->first);
  }
}

std::vector<call_ptr> reservations::release(claim_number holder) {
  std::vector<call_ptr> waited;
  const auto names = names_of_.find(holder);
  if (names == names_of_.end()) return waited;
  for (const std::string* name : names->second) {
    const auto found = held_.find(*name);
    for (call_ptr& each : found->second.waiting) waited.push_back(std::move(each));
    held_.erase(found);
  }
  names_of_.erase(names);
  return waited;
}

}  // namespace atrium::actors
