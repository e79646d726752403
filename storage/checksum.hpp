// The checksum behind every value: XXH3-64 over the key's bytes and then the value's, 8 bytes
// big-endian (docs/data_format.md, Conventions). The key is part of it so that a value under a
// wrong key is found as well.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace atrium::storage {

inline constexpr std::size_t checksum_bytes = 8;

std::uint64_t checksum(std::string_view key, std::string_view value);

// Writes `value` and its checksum to `to`, which has room for both.
void write_checked(std::string_view key, std::string_view value, char* to);

// The value without its checksum; nullopt if it is too short or the checksum is wrong.
std::optional<std::string_view> read_checked(std::string_view key, std::string_view stored);

}  // namespace atrium::storage
