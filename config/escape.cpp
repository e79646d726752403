#include "config/escape.hpp"

#include <cstddef>
#include <cstdint>

namespace atrium::config {
namespace {

struct code_point {
  std::uint32_t value = 0;
  std::size_t bytes = 0;  // 0: no UTF-8 begins here
};

// The well-formed sequences of the Unicode Standard, table 3-7: no overlong forms, no surrogates.
code_point decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) return {};
  std::uint32_t value = lead & (0x7fU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3f);
  }
  const bool overlong = (bytes == 3 && value < 0x800) || (bytes == 4 && value < 0x10000);
  if (overlong || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return {};
  return {value, bytes};
}

// Controls (C0, C1), line and paragraph separators, and the marks that reorder what a reader sees
// (Trojan Source).
bool must_not_show(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029 || c == 0x200e ||
         c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

void append_hex(std::string& out, std::uint32_t value, int digits) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    out += "0123456789abcdef"[value >> shift & 0xf];
  }
}

void append_hidden(std::string& out, std::uint32_t c) {
  switch (c) {
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u";
      append_hex(out, c, 4);
  }
}

}  // namespace

void append_escaped(std::string& out, std::string_view text, escaping how) {
  while (!text.empty()) {
    const code_point c = decode(text);
    if (c.bytes == 0) {
      if (how == escaping::json) {
        out += "\\ufffd";
      } else {
        out += "\\x";
        append_hex(out, static_cast<unsigned char>(text.front()), 2);
      }
      text.remove_prefix(1);
      continue;
    }
    if (must_not_show(c.value)) {
      append_hidden(out, c.value);
    } else {
      if (how != escaping::printable && (c.value == '"' || c.value == '\\')) out += '\\';
      out += text.substr(0, c.bytes);
    }
    text.remove_prefix(c.bytes);
  }
}

}  // namespace atrium::config
