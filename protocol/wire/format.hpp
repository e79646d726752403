// MessagePack's 256 first bytes in one table: what follows each of them.
// Source: https://github.com/msgpack/msgpack/blob/master/spec.md, "Formats".
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace atrium::wire {

enum class kind : std::uint8_t {
  nil,
  boolean,
  integer,
  floating,
  string,
  binary,
  array,
  map,
  extension,
  none
};

std::string_view name_of(
    kind value);  // "nil", "boolean", "integer", … as used in error messages; none: "end of data"

// A value is its first byte, a big-endian length field of `length_bytes`, then
//  - nil … extension except containers: `length + fixed` bytes (fixed: the payload, or the type
//  byte
//    of an ext),
//  - array: `length + fixed` values,  map: twice as many.
struct format {
  kind what = kind::none;  // none: 0xc1, which no value begins with
  std::uint8_t length_bytes = 0;
  std::uint8_t fixed = 0;
};

constexpr std::array<format, 256> make_formats() {
  std::array<format, 256> table{};
  for (unsigned byte = 0x00; byte <= 0x7f; ++byte) table[byte] = {kind::integer};
  for (unsigned byte = 0xe0; byte <= 0xff; ++byte) table[byte] = {kind::integer};
  for (std::uint8_t n = 0; n < 16; ++n) {
    table[0x80U + n] = {kind::map, 0, n};
    table[0x90U + n] = {kind::array, 0, n};
  }
  for (std::uint8_t n = 0; n < 32; ++n) table[0xa0U + n] = {kind::string, 0, n};
  table[0xc0] = {kind::nil};
  table[0xc2] = table[0xc3] = {kind::boolean};
  table[0xca] = {kind::floating, 0, 4};
  table[0xcb] = {kind::floating, 0, 8};
  for (unsigned i = 0; i < 4; ++i) {
    const auto width = static_cast<std::uint8_t>(1U << i);
    table[0xccU + i] = table[0xd0U + i] = {kind::integer, 0, width};
  }
  for (unsigned i = 0; i < 3; ++i) {
    const auto width = static_cast<std::uint8_t>(1U << i);
    table[0xc4U + i] = {kind::binary, width, 0};
    table[0xc7U + i] = {kind::extension, width, 1};
    table[0xd9U + i] = {kind::string, width, 0};
  }
  for (unsigned i = 0; i < 5; ++i)
    table[0xd4U + i] = {kind::extension, 0, static_cast<std::uint8_t>((1U << i) + 1)};
  for (unsigned i = 0; i < 2; ++i) {
    const auto width = static_cast<std::uint8_t>(2U << i);
    table[0xdcU + i] = {kind::array, width, 0};
    table[0xdeU + i] = {kind::map, width, 0};
  }
  return table;
}

inline constexpr std::array<format, 256> formats = make_formats();

inline const format& format_of(char first) { return formats[static_cast<unsigned char>(first)]; }

// Big-endian loads; the bytes must be there.
inline std::uint8_t load8(const char* from) { return static_cast<std::uint8_t>(*from); }
inline std::uint16_t load16(const char* from) {
  std::uint16_t raw;
  std::memcpy(&raw, from, sizeof raw);
  return __builtin_bswap16(raw);
}
inline std::uint32_t load32(const char* from) {
  std::uint32_t raw;
  std::memcpy(&raw, from, sizeof raw);
  return __builtin_bswap32(raw);
}
inline std::uint64_t load64(const char* from) {
  std::uint64_t raw;
  std::memcpy(&raw, from, sizeof raw);
  return __builtin_bswap64(raw);
}
static_assert(std::endian::native == std::endian::little);

// The length field of 0, 1, 2 or 4 bytes at `from`, of which `available` bytes may be read and hold
// the field whole; 0 when it has none. Without a branch on the width unless the end is near: values
// of mixed formats would mispredict.
inline std::uint32_t load_length(const char* from, std::uint8_t length_bytes,
                                 std::size_t available) {
  if (available >= 4)
    return static_cast<std::uint32_t>(std::uint64_t{load32(from)} >> (32U - 8U * length_bytes));
  switch (length_bytes) {
    case 1:
      return load8(from);
    case 2:
      return load16(from);
    default:
      return 0;
  }
}

}  // namespace atrium::wire
