#include "protocol/formats/phone.hpp"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <optional>

namespace atrium::formats {

namespace {

constexpr std::size_t typed_octets_max = 64;

std::optional<std::string> e164(const std::string& text) {
  using i18n::phonenumbers::PhoneNumber;
  using i18n::phonenumbers::PhoneNumberUtil;
  const PhoneNumberUtil& numbers = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (numbers.Parse(text, "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR ||
      !numbers.IsPossibleNumber(number))
    return std::nullopt;
  std::string formatted;
  numbers.Format(number, PhoneNumberUtil::E164, &formatted);
  return formatted;
}

}  // namespace

outcome<std::string> phone(std::string_view typed) {
  if (typed.size() <= typed_octets_max && typed.starts_with('+') &&
      typed.find_first_not_of("0123456789 ()-./", 1) == std::string_view::npos) {
    // The second round settles a national prefix that only shows once the first one is gone.
    const auto once = e164(std::string(typed));
    const auto twice = once ? e164(*once) : std::nullopt;
    if (twice && (twice == once || e164(*twice) == twice)) return *twice;
  }
  return refusal(errc::invalid_field,
                 "A phone number starts with '+' and the country code and has a possible length.");
}

}  // namespace atrium::formats
