#include "actors/router/reservations.hpp"

#include <algorithm>
#include <cassert>

namespace atrium::actors {

bool reservations::queue_behind_holder(const call_ptr& what) {
  const auto queue_behind = [&](const std::string& name) {
    const auto found = held_.find(name);
    if (found != held_.end()) found->second.waiting.push_back(what);
    return found != held_.end();
  };
  const auto queue_behind_claims = [&](const creation& made) {
    return std::any_of(made.claims.begin(), made.claims.end(),
                       [&](const name_claim& claim) { return queue_behind(claim.key); });
  };
  const auto* row = std::get_if<imported_row>(&what->what);
  if (!row) return queue_behind_claims(std::get<creation>(what->what));
  return std::any_of(row->known_by.begin(), row->known_by.end(), queue_behind) ||
         (row->made && queue_behind_claims(*row->made));
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
