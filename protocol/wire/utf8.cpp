#include "protocol/wire/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace atrium::wire {

std::size_t utf8_sequence(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (first < 0xc2 || first > 0xf4 || text.size() < size) return 0;
  // The second byte's range excludes overlong forms, surrogates and what lies above U+10FFFF.
  const unsigned low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const unsigned high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < size; ++i)
    if ((byte(i) & 0xc0U) != 0x80) return 0;
  return size;
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    if (text.size() >= 8) {  // most text is ASCII: eight bytes at a time
      std::uint64_t eight;
      std::memcpy(&eight, text.data(), sizeof eight);
      if ((eight & 0x8080808080808080U) == 0) {
        text.remove_prefix(8);
        continue;
      }
    }
    const std::size_t size = utf8_sequence(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string to_valid_utf8(std::string_view text, std::size_t max_bytes) {
  constexpr std::string_view replacement = "\xef\xbf\xbd";
  if (text.size() <= max_bytes && is_valid_utf8(text)) return std::string(text);
  std::string clean;
  while (!text.empty()) {
    const std::size_t size = utf8_sequence(text);
    const std::string_view next = size == 0 ? replacement : text.substr(0, size);
    if (clean.size() + next.size() > max_bytes) break;
    clean.append(next);
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return clean;
}

}  // namespace atrium::wire
