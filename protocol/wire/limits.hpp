// What one message may cost, checked by the scanner while its bytes arrive. Source: docs/protocol,
// "Limits".
#pragma once

#include <cstdint>

namespace atrium::wire {

struct limits {
  std::uint32_t message_bytes = 4U << 20U;
  std::uint32_t depth =
      32;  // arrays and maps inside one another, the message's own array being the first
  std::uint32_t items =
      65'536;  // array elements and map pairs, all containers of the message together
  std::uint32_t string_bytes = 64U << 10U;  // one str, bin or ext
};

// What a scanner can hold, whatever is configured.
inline constexpr std::uint32_t max_depth = 64;
inline constexpr std::uint32_t max_message_bytes = 1U << 30U;

}  // namespace atrium::wire
