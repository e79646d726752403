#include "protocol/formats/currency.hpp"

#include <unicode/ucurr.h>
#include <unicode/uenum.h>

#include "protocol/formats/letter_code.hpp"

namespace atrium::formats {

namespace {

letter_code_set<3> currencies_in_use() {
  letter_code_set<3> codes;
  UErrorCode status = U_ZERO_ERROR;
  UEnumeration* listed = ucurr_openISOCurrencies(UCURR_COMMON | UCURR_NON_DEPRECATED, &status);
  std::int32_t length = 0;
  while (const char* code = uenum_next(listed, &length, &status)) codes.insert(code);
  uenum_close(listed);
  return codes;
}

}  // namespace

outcome<std::string> currency(std::string_view typed) {
  static const letter_code_set<3> in_use = currencies_in_use();
  if (!in_use.contains(typed))
    return refusal(errc::invalid_field, "A currency is an ISO 4217 code in use, such as EUR.");
  return upper_ascii(typed);
}

}  // namespace atrium::formats
