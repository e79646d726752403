#include "storage/verify_due.hpp"

#include "storage/due_time.hpp"
#include "storage/verify_parts.hpp"

namespace atrium::storage {

std::optional<breach> check_due_place(const snapshot& now, const row& found) {
  const record_name at = name_in(found.key);
  const auto time = due_time(static_cast<customer_item>(at.item), found.value);
  if (!time) return {};
  const auto place = now.get(table::unique, due_key(at.tenant, *time, found.key));
  if (place && *place) return {};
  return broken("due", found.key, "the record has no place in the due queue");
}

bool is_place_of_due(const snapshot& now, std::string_view due_key) {
  if (!is_due_key(due_key)) return false;
  const due_place at = due_in(due_key);
  const record_name name = name_in(at.record.view());
  if (name.kind != record_kind::customer) return false;
  const auto stored = now.get(table::records, at.record);
  if (!stored || !*stored) return false;
  const auto item = static_cast<customer_item>(name.item);
  return !has_due_time(item) ||  // of a newer daemon
         due_time(item, **stored) == at.due_ms;
}

}  // namespace atrium::storage
