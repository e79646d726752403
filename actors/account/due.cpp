#include "actors/account/due.hpp"

#include "protocol/records/index_entries.hpp"

namespace atrium::actors {

void move_due(decision& made, const storage::key& record, std::optional<std::int64_t> before,
              std::optional<std::int64_t> after, const decide_context& in) {
  if (before == after) return;
  const auto place = [&](std::int64_t due_ms) {
    return std::string(storage::due_key(in.tenant.number, due_ms, record.view()).view());
  };
  if (before) made.changes.erasures.push_back({storage::table::unique, place(*before)});
  if (after)
    made.changes.puts.push_back(
        {storage::table::unique, place(*after), encoded_entry(in.account, {})});
}

}  // namespace atrium::actors
