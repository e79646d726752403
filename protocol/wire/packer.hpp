// Packing answers and records: msgpack-c's packer over our buffer, and ready-made keys.
// Other folders say `wire::packer`; msgpack-c's own names stay inside protocol/.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <msgpack/pack.hpp>
#include <string_view>

#include "protocol/wire/buffer.hpp"

namespace atrium::wire {

using packer = msgpack::packer<buffer>;

inline void pack_text(packer& to, std::string_view text) {
  to.pack_str(static_cast<std::uint32_t>(text.size()));
  to.pack_str_body(text.data(), static_cast<std::uint32_t>(text.size()));
}

// In the shortest format, as MessagePack libraries do.
inline void pack_integer(packer& to, std::int64_t value) { to.pack_int64(value); }

// Always as a float 64: msgpack-c's own pack_double turns 1.0 into the integer 1.
inline void pack_floating(packer& to, double value) {
  const auto bits = __builtin_bswap64(std::bit_cast<std::uint64_t>(value));
  char bytes[9] = {static_cast<char>(0xcb)};
  std::memcpy(bytes + 1, &bits, sizeof bits);
  to.pack_str_body(bytes, sizeof bytes);
}

// One whole value that is encoded already.
inline void pack_encoded(packer& to, std::string_view raw) {
  to.pack_str_body(raw.data(), static_cast<std::uint32_t>(raw.size()));
}

// A string as a template argument.
template <std::size_t Size>
struct fixed_text {
  char characters[Size];
  consteval fixed_text(const char (&text)[Size]) { std::copy_n(text, Size, characters); }
};

template <fixed_text Text>
struct encoded_text {
  static constexpr std::size_t size = sizeof(Text.characters) - 1;
  static_assert(size < 256, "a key is short");
  static constexpr std::size_t header = size < 32 ? 1 : 2;
  static constexpr auto bytes = [] {
    std::array<char, header + size> all{};
    if (header == 2) all[0] = static_cast<char>(0xd9);
    all[header - 1] = static_cast<char>(header == 2 ? size : 0xa0 | size);
    std::copy_n(Text.characters, size, all.begin() + header);
    return all;
  }();
};

// The encoded bytes of a string known at compile time: encoded_key<"first_name">.
template <fixed_text Text>
inline constexpr std::string_view encoded_key{encoded_text<Text>::bytes.data(),
                                              encoded_text<Text>::bytes.size()};

template <fixed_text Text>
void pack_key(packer& to) {
  pack_encoded(to, encoded_key<Text>);
}

}  // namespace atrium::wire
