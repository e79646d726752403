#include "protocol/formats/country.hpp"

#include <unicode/uloc.h>

#include <algorithm>
#include <array>

#include "protocol/formats/letter_code.hpp"

namespace atrium::formats {

namespace {

letter_code_set<2> countries_of_iso() {
  // ICU's list also has codes that ISO only reserves, at the post's or a tax office's wish. Kosovo
  // (XK) stays: shops ship there.
  constexpr std::array<std::string_view, 4> reserved{"CP", "DG", "EA", "IC"};
  letter_code_set<2> codes;
  for (const char* const* code = uloc_getISOCountries(); *code != nullptr; ++code)
    if (std::find(reserved.begin(), reserved.end(), *code) == reserved.end()) codes.insert(*code);
  return codes;
}

}  // namespace

outcome<std::string> country(std::string_view typed) {
  static const letter_code_set<2> assigned = countries_of_iso();
  if (!assigned.contains(typed))
    return refusal(errc::invalid_field,
                   "A country is an ISO 3166 code of two letters, such as DE.");
  return upper_ascii(typed);
}

}  // namespace atrium::formats
