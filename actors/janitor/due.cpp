#include "actors/janitor/due.hpp"

#include "actors/janitor/retention.hpp"

namespace atrium::actors {

outcome<due_slice> find_due(const storage::snapshot& reading, tenant_number tenant,
                            const std::string& from, std::int64_t now_ms) {
  due_slice slice;
  std::size_t seen = 0;
  const storage::key all = storage::due_prefix(tenant);
  const auto scanned =
      reading.scan(storage::table::unique, from.empty() ? all.view() : std::string_view(from), all,
                   retention_slice + 1, [&](const storage::row& found) {
                     const storage::due_place at = storage::due_in(found.key);
                     if (at.due_ms > now_ms) return false;
                     if (++seen > retention_slice) {
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

}  // namespace atrium::actors
