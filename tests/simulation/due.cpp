#include "tests/simulation/due.hpp"

#include <algorithm>

namespace atrium::simulation {

std::optional<std::int64_t> first_due(life& in) {
  std::optional<std::int64_t> first;
  const auto reading = in.node.borrow_snapshot();
  const auto all = in.node.tenants();
  for (const auto& [number, tenant] : all->by_number) {
    if (tenant->is_removing()) continue;
    const storage::key queue = storage::due_prefix(number);
    const auto found = reading->first_at_or_after(storage::table::unique, queue, queue);
    if (!found || !*found) continue;
    const std::int64_t due_ms = storage::due_in((*found)->key).due_ms;
    first = std::min(first.value_or(due_ms), due_ms);
  }
  return first;
}

void check_due(ledger& of, life& in) {
  const std::int64_t now_ms = in.world.now_ms();
  if (const auto first = first_due(in); first && *first <= now_ms - done_within_ms)
    of.violated("what was due " + std::to_string(now_ms - *first) + " ms ago has not been done");
}

}  // namespace atrium::simulation
