// Locales as BCP 47 language tags.
#pragma once

#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::formats {

// A BCP 47 tag in canonical spelling: "ZH-hant-tw" becomes "zh-Hant-TW", "iw" becomes "he",
// extensions are sorted. The language must be one of ISO 639, the script of ISO 15924, the region
// of ISO 3166 or UN M.49; "und", private use and underscores are refused, as is a tag over 64
// octets, with invalid_field. locale(locale(x)) = locale(x). Pure and thread-safe; the tables are
// ICU's, built at the first call.
outcome<std::string> locale(std::string_view typed);

}  // namespace atrium::formats
