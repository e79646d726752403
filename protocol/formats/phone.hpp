// Telephone numbers.
#pragma once

#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::formats {

// A number in E.164, "+4930123456". The typed text starts with '+' and the country code, then
// digits, spaces and ( ) - . / ; anything else (letters, extensions, national spelling), and a
// length that the country cannot have, is refused with invalid_field. Possible, not proven valid:
// the metadata of the library is older than today's numbering plans. phone(phone(x)) = phone(x).
// Thread-safe. What is in E.164 already costs a fiftieth of what other spelling does.
outcome<std::string> phone(std::string_view typed);

// How many digits of a number in E.164 are the country's code; 0 if it begins with no country's.
std::size_t country_code_digits(std::string_view e164);

}  // namespace atrium::formats
