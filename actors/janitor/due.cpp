#include "actors/janitor/due.hpp"

#include "actors/janitor/slices.hpp"

namespace atrium::actors {

outcome<due_slice> find_due(const storage::snapshot& reading, tenant_number tenant,
                            const std::string& from, std::int64_t now_ms) {
  due_slice slice;
  auto next = look_at_slice(reading, storage::table::unique, storage::due_prefix(tenant), from,
                            [&](const storage::row& found) {
                              const storage::due_place at = storage::due_in(found.key);
                              if (at.due_ms > now_ms) return false;
                              const storage::record_name record =
                                  storage::name_in(at.record.view());
                              slice.of[{record.number}].push_back(
                                  {static_cast<storage::customer_item>(record.item), record.part});
                              return true;
                            });
  if (!next) return next.failure();
  slice.next = std::move(*next);
  return slice;
}

}  // namespace atrium::actors
