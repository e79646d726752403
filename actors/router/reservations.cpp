#include "actors/router/reservations.hpp"

#include <cassert>

namespace atrium::actors {

bool reservations::queue_behind_holder(const call_ptr& what) {
  for (const name_claim& claim : std::get<creation>(what->what).claims) {
    const auto found = held_.find(claim.key);
    if (found == held_.end()) continue;
    found->second.waiting.push_back(what);
    return true;
  }
  return false;
}

void reservations::reserve(const creation& made, std::string_view generated_id,
                           account_number holder) {
  std::vector<std::string>& names = names_of_[holder];
  const auto hold = [&](std::string_view name) {
    const bool free = held_.try_emplace(std::string(name), holding{holder, {}}).second;
    assert(free);
    static_cast<void>(free);
    names.emplace_back(name);
  };
  for (const name_claim& claim : made.claims) hold(claim.key);
  if (!generated_id.empty()) hold(generated_id);
}

std::vector<call_ptr> reservations::release(account_number holder) {
  std::vector<call_ptr> waited;
  const auto names = names_of_.find(holder);
  if (names == names_of_.end()) return waited;
  for (const std::string& name : names->second) {
    const auto found = held_.find(name);
    for (call_ptr& each : found->second.waiting) waited.push_back(std::move(each));
    held_.erase(found);
  }
  names_of_.erase(names);
  return waited;
}

}  // namespace atrium::actors
