// The cursors of lists that are in the order of numbers: the number that the page before ended
// with.
#pragma once

#include <optional>
#include <string>

#include "protocol/outcome.hpp"

namespace atrium::actors {

// 0 without a cursor.
inline outcome<std::uint64_t> read_cursor(const std::optional<std::string>& cursor) {
  std::uint64_t number = 0;
  for (char digit : cursor.value_or("")) {
    if (digit < '0' || digit > '9' || cursor->size() > 18)
      return refusal(errc::invalid_field, "cursor: is not one of this list", "cursor");
    number = number * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return number;
}

}  // namespace atrium::actors
