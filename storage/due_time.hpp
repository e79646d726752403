// When a customer's records have something to do: each kind of record says it by its `next_time`.
// Whoever has one has a place for it in the due queue (docs/data_format.md, unique, space 23).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "storage/keys.hpp"

namespace atrium::storage {

// Whether records of this item ever have a time.
bool has_due_time(customer_item item);

// Of a stored record of this item; nothing if it has none now, or cannot be read.
std::optional<std::int64_t> due_time(customer_item item, std::string_view stored);

}  // namespace atrium::storage
