#include "actors/account/due.hpp"

#include "protocol/records/index_entries.hpp"
#include "storage/due_time.hpp"

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

void give_up_due(decision& made, const account_row& gone, tenant_number tenant) {
  if (const auto time = storage::due_time(item_in(gone), gone.value))
    made.changes.erasures.push_back(
        {storage::table::unique, std::string(storage::due_key(tenant, *time, gone.key).view())});
}

void tell_of_due(decision& made, records::change happened, const decide_context& in) {
  happened.principal = nobody()->name();
  happened = told_of(*made.after.profile, std::move(happened), in);
  happened.acting_staff.reset();
  happened.reason.reset();
  tell(made.changes, in.tenant.number, happened, in.source, in.account);
}

}  // namespace atrium::actors
