// Currencies by their code.
#pragma once

#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::formats {

// An ISO 4217 code of a currency in use, in upper case ("eur" becomes "EUR"). Withdrawn currencies
// (DEM), funds, metals and test codes are refused with invalid_field. Pure and thread-safe; the
// table is ICU's, built at the first call.
outcome<std::string> currency(std::string_view typed);

}  // namespace atrium::formats
