// Text of one code point, for the tests that walk through all of them.
#pragma once

#include <string>

// UTF-8 by the bit pattern alone, so that surrogates come out as the malformed text that they are.
inline std::string utf8(char32_t c) {
  const auto octet = [](char32_t bits) { return static_cast<char>(bits); };
  const auto tail = [&](char32_t bits) { return octet(0x80 | (bits & 0x3f)); };
  if (c < 0x80) return {octet(c)};
  if (c < 0x800) return {octet(0xc0 | (c >> 6)), tail(c)};
  if (c < 0x10000) return {octet(0xe0 | (c >> 12)), tail(c >> 6), tail(c)};
  return {octet(0xf0 | (c >> 18)), tail(c >> 12), tail(c >> 6), tail(c)};
}
