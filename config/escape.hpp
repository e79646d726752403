// Text from outside made safe to print: no line is forged, no terminal is driven, no encoding is
// broken.
#pragma once

#include <string>
#include <string_view>

namespace atrium::config {

enum class escaping {
  printable,  // controls, bidirectional marks and bytes that are no UTF-8 become \n, \u001b, \xff
  quoted,     // the same, and " and \ get a backslash
  json,       // the inside of a JSON string (RFC 8259); bytes that are no UTF-8 become U+FFFD
};

void append_escaped(std::string& out, std::string_view text, escaping how);

inline std::string escaped(std::string_view text, escaping how = escaping::printable) {
  std::string out;
  append_escaped(out, text, how);
  return out;
}

}  // namespace atrium::config
