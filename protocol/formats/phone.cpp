#include "protocol/formats/phone.hpp"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

namespace atrium::formats {

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t typed_octets_max = 64;
constexpr std::size_t e164_digits_max = 15;

// Countries in whose numbers even a first digit other than 0 may be a national prefix, or after
// whose code an area code may be left out: E.164 spelling alone does not make their numbers
// canonical.
constexpr std::array rewritten_countries{52, 54, 55, 61, 86, 261, 352, 375, 378, 672};

const PhoneNumberUtil& library() { return *PhoneNumberUtil::GetInstance(); }

std::optional<std::string> parsed(const std::string& text) {
  PhoneNumber number;
  if (library().Parse(text, "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR ||
      !library().IsPossibleNumber(number))
    return std::nullopt;
  std::string formatted;
  library().Format(number, PhoneNumberUtil::E164, &formatted);
  return formatted;
}

// No country's code is the beginning of another's. 0 if the digits begin with none.
int country_of(std::string_view digits) {
  static const std::set<int> countries = [] {
    std::set<int> all;
    library().GetSupportedCallingCodes(&all);
    return all;
  }();
  int code = 0;
  for (const char digit : digits.substr(0, 3)) {
    code = 10 * code + (digit - '0');
    if (countries.contains(code)) return code;
  }
  return 0;
}

// Whether the text is a number in E.164 already, told without the library's parser, which costs
// fifty times as much. False where that cannot be told.
bool plainly_e164(std::string_view typed) {
  const std::string_view digits = typed.substr(1);
  if (digits.size() > e164_digits_max ||
      digits.find_first_not_of("0123456789") != std::string_view::npos)
    return false;
  const int country = country_of(digits);
  if (country == 0 || std::ranges::find(rewritten_countries, country) != rewritten_countries.end())
    return false;
  const std::string_view national = digits.substr(std::to_string(country).size());
  if (national.empty() || national.front() == '0') return false;
  std::uint64_t number = 0;
  std::from_chars(national.data(), national.data() + national.size(), number);
  PhoneNumber looked_at;
  looked_at.set_country_code(country);
  looked_at.set_national_number(number);
  return library().IsPossibleNumber(looked_at);
}

}  // namespace

outcome<std::string> phone(std::string_view typed) {
  if (typed.size() <= typed_octets_max && typed.starts_with('+') &&
      typed.find_first_not_of("0123456789 ()-./", 1) == std::string_view::npos) {
    if (plainly_e164(typed)) return std::string(typed);
    // The second round settles a national prefix that only shows once the first one is gone.
    const auto once = parsed(std::string(typed));
    const auto twice = once ? parsed(*once) : std::nullopt;
    if (twice && (twice == once || parsed(*twice) == twice)) return *twice;
  }
  return refusal(errc::invalid_field,
                 "A phone number starts with '+' and the country code and has a possible length.");
}

std::size_t country_code_digits(std::string_view e164) {
  const int country = e164.empty() ? 0 : country_of(e164.substr(1));
  return country == 0 ? 0 : std::to_string(country).size();
}

}  // namespace atrium::formats
