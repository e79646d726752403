// Whether one record is wanted, told from what it contributes to the index: as the index itself
// would (storage/index/evaluation.hpp), without it.
#pragma once

#include <cstdint>
#include <string_view>

#include "protocol/lists/condition.hpp"

namespace atrium::lists {

// `of` has the entries of every column that the condition asks by.
bool matches(const condition& wanted, std::uint64_t account, const entries& of);

// Calls visit(column) for each column that the condition asks by, but for the account's number.
template <class Visit>
void for_each_column(const condition& in, Visit&& visit) {
  if (in.of != every_record) visit(in.of);
  for (const condition& each : in.parts) for_each_column(each, visit);
}
column_choice columns_asked(const condition& in);

// Two versions of it may not agree on who is wanted.
std::string_view matching_version();

}  // namespace atrium::lists
