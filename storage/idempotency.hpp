// What is stored under an idempotency key (docs/data_format.md), as a repeated command reads it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace atrium::storage {

// Views into the bytes that were read.
struct known_answer {
  std::string_view digest;
  std::int64_t time_ms = 0;
  std::uint64_t seq = 0;
  std::string_view answer;
  std::optional<std::uint64_t> account;  // the customer whose data the answer shows
};

// nullopt if the bytes are no such entry.
std::optional<known_answer> read_idempotency(std::string_view value);

}  // namespace atrium::storage
