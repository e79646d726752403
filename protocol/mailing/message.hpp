// A mail as it goes over the wire (RFC 5322, MIME): one recipient, UTF-8, text and HTML side by
// side.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/mailing/template.hpp"

namespace atrium::mailing {

struct letter {
  std::string from;  // addresses are canonical (protocol/identity/email.hpp)
  std::string from_name;
  std::string to;
  std::optional<std::string> reply_to;
  std::string message_id;  // without its brackets
  std::int64_t date_ms;
  texts says;
};

// Whether the text can be that of a header: one line, without control characters (security.md 22).
bool is_header_text(std::string_view text);

// The same bytes for the same letter. Refuses CR, LF, NUL and other controls in whatever becomes a
// header (security.md 22).
outcome<std::string> encode(const letter& from);

}  // namespace atrium::mailing
