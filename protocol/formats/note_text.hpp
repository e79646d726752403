// Text of several lines that people write for people: notes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::formats {

inline constexpr std::size_t note_code_points_max = 4000;

// The text in Unicode's NFC with line feeds for line breaks (CR LF becomes LF), 1 to
// `note_code_points_max` code points, not white space only. Refused with invalid_field: malformed
// UTF-8, controls but line feed and tab, unassigned and private-use characters, and the bidi
// controls that turn the order of what is shown around the text (embeddings, overrides, isolates).
// What else is invisible may stand, as in pasted text and emoji. Never trimmed, never cut.
// note_text(note_text(x)) = note_text(x). Pure and thread-safe.
outcome<std::string> note_text(std::string_view typed);

}  // namespace atrium::formats
