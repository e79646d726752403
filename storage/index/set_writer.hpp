// Changes tables of sets, each chunk once.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "storage/index/index_parts.hpp"
#include "storage/index/operations.hpp"

namespace atrium::storage {

// By key in `counts`, which is the sets' without the chunk: how many accounts more there are.
using set_counts = std::map<std::string, std::int64_t>;

// Applies some of the changes to the table and adds to `counts` unless it is nullptr. `some` has
// all of a key or none. LMDB's code.
int apply_sets(const index_tables& in, index_table to, const operation_list& changes,
               std::span<const operation> some, set_counts* counts);

}  // namespace atrium::storage
