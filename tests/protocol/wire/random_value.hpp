// Random MessagePack values from a seed, packed by msgpack-c: what the scanner and the cursor are
// compared on.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "protocol/wire/packer.hpp"

namespace atrium::wire {

class random_values {
 public:
  explicit random_values(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }

  // One value of any type; containers hold further ones, `depth` deep at most.
  void pack(packer& to, unsigned depth) {
    switch (below(depth > 0 ? 12 : 9)) {
      case 0:
        to.pack_nil();
        break;
      case 1:
        below(2) == 0 ? to.pack_true() : to.pack_false();
        break;
      case 2:
        to.pack_int64(-static_cast<std::int64_t>(bits()));
        break;
      case 3:
        to.pack_uint64(bits());
        break;
      case 4:
        pack_fixed_width(to);
        break;
      case 5:
        to.pack_double(static_cast<double>(bits()) / 3);
        break;
      case 6:
        pack_string(to);
        break;
      case 7:
        pack_binary(to);
        break;
      case 8:
        pack_extension(to);
        break;
      case 9:
      case 10:
        pack_array(to, depth);
        break;
      default:
        pack_map(to, depth);
        break;
    }
  }

 private:
  // Any number of bits, so that every width of integer turns up.
  std::uint64_t bits() { return engine_() >> below(64); }

  // Sizes on both sides of every width of header.
  std::uint32_t length() {
    constexpr std::uint32_t edges[] = {0, 1, 2, 15, 16, 31, 32, 255, 256, 65535, 65536};
    return edges[below(below(20) == 0 ? std::size(edges) : 7)];
  }

  std::string text(std::uint32_t size) {
    return std::string(size, static_cast<char>('a' + below(26)));
  }

  // Formats wider than the number needs.
  void pack_fixed_width(packer& to) {
    switch (below(9)) {
      case 0:
        to.pack_fix_uint8(7);
        break;
      case 1:
        to.pack_fix_uint16(7);
        break;
      case 2:
        to.pack_fix_uint32(7);
        break;
      case 3:
        to.pack_fix_uint64(7);
        break;
      case 4:
        to.pack_fix_int8(-7);
        break;
      case 5:
        to.pack_fix_int16(-7);
        break;
      case 6:
        to.pack_fix_int32(-7);
        break;
      case 7:
        to.pack_fix_int64(-7);
        break;
      default:
        to.pack_float(0.5F);
        break;
    }
  }

  void pack_string(packer& to) { pack_text(to, text(length())); }

  void pack_binary(packer& to) {
    const std::string bytes = text(length());
    to.pack_bin(static_cast<std::uint32_t>(bytes.size()));
    to.pack_bin_body(bytes.data(), static_cast<std::uint32_t>(bytes.size()));
  }

  void pack_extension(packer& to) {
    constexpr std::uint32_t sizes[] = {0, 1, 2, 3, 4, 8, 16, 17, 300};
    const std::string bytes = text(sizes[below(std::size(sizes))]);
    to.pack_ext(bytes.size(), static_cast<std::int8_t>(below(256)));
    to.pack_ext_body(bytes.data(), static_cast<std::uint32_t>(bytes.size()));
  }

  void pack_array(packer& to, unsigned depth) {
    const auto count = static_cast<std::uint32_t>(below(below(8) == 0 ? 40 : 6));
    to.pack_array(count);
    for (std::uint32_t i = 0; i < count; ++i) pack(to, depth - 1);
  }

  void pack_map(packer& to, unsigned depth) {
    const auto count = static_cast<std::uint32_t>(below(below(8) == 0 ? 40 : 6));
    to.pack_map(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      pack(to, 0);
      pack(to, depth - 1);
    }
  }

  std::mt19937_64 engine_;
};

}  // namespace atrium::wire
