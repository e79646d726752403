#include "actors/timekeeper/due.hpp"

namespace atrium::actors {

outcome<due_slice> find_due(const storage::snapshot& reading, tenant_number tenant,
                            const std::string& from, std::int64_t now_ms, std::size_t most) {
  due_slice slice;
  std::size_t seen = 0;
  const auto scanned =
      reading.scan(storage::table::unique, from, storage::due_prefix(tenant), most + 1,
                   [&](const storage::row& found) {
                     const storage::due_place at = storage::due_in(found.key);
                     if (at.due_ms > now_ms) {
                       slice.next_ms = at.due_ms;
                       return false;
                     }
                     if (++seen > most) {
                       slice.next = found.key;
                       return false;
                     }
                     const storage::record_name record = storage::name_in(at.record.view());
                     slice.of[{record.number}].push_back(
                         {static_cast<storage::customer_item>(record.item), record.part});
                     return true;
                   });
  if (!scanned) return scanned.failure();
  return slice;
}

std::string due_from(tenant_number tenant, std::int64_t due_ms) {
  return std::string(storage::due_prefix(tenant).u64(static_cast<std::uint64_t>(due_ms)).view());
}

}  // namespace atrium::actors
