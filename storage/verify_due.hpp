// The due queue against the records that have a time. Private to storage/.
#pragma once

#include <optional>
#include <string_view>

#include "storage/snapshot.hpp"
#include "storage/verify.hpp"

namespace atrium::storage {

// From the side of a customer's record: if it has a time it has its place.
std::optional<breach> check_due_place(const snapshot& now, const row& found);

// From the due queue's side: a place is that of a record whose next time it is.
bool is_place_of_due(const snapshot& now, std::string_view due_key);

}  // namespace atrium::storage
