// Single-line text of people: names of persons, companies, streets, lists.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::formats {

// The text in Unicode's NFC, 1 to `code_points_max` code points (counted after NFC). Refused with
// invalid_field: malformed UTF-8, controls and line breaks, unassigned and private-use characters,
// white space at an edge, and what a reader cannot see (bidi controls, zero-width, soft hyphen,
// tags, fillers), except where a script needs it: joiners by the rules of RFC 5892 A.1 and A.2, a
// variation selector directly after a Han character. Never trimmed, never cut.
// name_text(name_text(x)) = name_text(x). Pure and thread-safe.
outcome<std::string> name_text(std::string_view typed, std::size_t code_points_max);

}  // namespace atrium::formats
