// Countries by their code.
#pragma once

#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::formats {

// An ISO 3166-1 alpha-2 code in upper case ("de" becomes "DE"). Withdrawn codes (DD, YU) and codes
// that ISO has not assigned are refused with invalid_field. Pure and thread-safe; the table is
// ICU's, built at the first call.
outcome<std::string> country(std::string_view typed);

}  // namespace atrium::formats
