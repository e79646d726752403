#include "protocol/formats/name_text.hpp"

#include <unicode/uchar.h>

#include <algorithm>

#include "protocol/formats/nfc.hpp"
#include "protocol/identity/code_points.hpp"

namespace atrium::formats {

namespace {

constexpr char32_t zero_width_non_joiner = 0x200C;
constexpr char32_t zero_width_joiner = 0x200D;
constexpr std::uint8_t virama_class = 9;

error refused(const char* message) { return refusal(errc::invalid_field, message); }

std::int32_t joining_type(char32_t c) {
  return u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_JOINING_TYPE);
}

// The joining type of the next letter before or after `at`, looking through transparent marks.
std::int32_t neighbour(const std::u32string& text, std::size_t at, int step) {
  for (at += static_cast<std::size_t>(step); at < text.size(); at += static_cast<std::size_t>(step))
    if (const auto type = joining_type(text[at]); type != U_JT_TRANSPARENT) return type;
  return U_JT_NON_JOINING;
}

bool joiner_is_needed(const std::u32string& text, std::size_t at) {
  if (at == 0) return false;
  if (u_getCombiningClass(static_cast<UChar32>(text[at - 1])) == virama_class) return true;
  if (text[at] == zero_width_joiner) return false;
  const auto before = neighbour(text, at, -1);
  const auto after = neighbour(text, at, +1);
  return (before == U_JT_LEFT_JOINING || before == U_JT_DUAL_JOINING) &&
         (after == U_JT_RIGHT_JOINING || after == U_JT_DUAL_JOINING);
}

bool may_be_invisible(const std::u32string& text, std::size_t at) {
  const auto c = text[at];
  if (c == zero_width_joiner || c == zero_width_non_joiner) return joiner_is_needed(text, at);
  return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_VARIATION_SELECTOR) && at > 0 &&
         u_hasBinaryProperty(static_cast<UChar32>(text[at - 1]), UCHAR_UNIFIED_IDEOGRAPH);
}

bool is_white_space(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)); }

outcome<std::string> name_beyond_ascii(std::string_view typed, std::size_t code_points_max) {
  if (!identity::count_code_points(typed)) return refused("The text is not valid UTF-8.");
  const auto normal = to_nfc(typed);
  const auto text = normal ? identity::decode_utf8(*normal) : std::nullopt;
  if (!text) return refused("The text cannot be normalised.");
  if (text->size() > code_points_max) return refused("The text is too long.");
  for (std::size_t at = 0; at < text->size(); ++at) {
    if (identity::is_unprintable((*text)[at]))
      return refused("The text has a control or unassigned character.");
    if (identity::is_invisible((*text)[at]) && !may_be_invisible(*text, at))
      return refused("The text has an invisible character.");
  }
  if (is_white_space(text->front()) || is_white_space(text->back()))
    return refused("The text starts or ends with white space.");
  return *normal;
}

}  // namespace

outcome<std::string> name_text(std::string_view typed, std::size_t code_points_max) {
  if (typed.empty()) return refused("The text is empty.");
  if (typed.size() / nfc_octets_per_code_point_max > code_points_max)
    return refused("The text is too long.");
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  if (!std::all_of(typed.begin(), typed.end(), printable))
    return name_beyond_ascii(typed, code_points_max);
  if (typed.size() > code_points_max) return refused("The text is too long.");
  if (typed.front() == ' ' || typed.back() == ' ')
    return refused("The text starts or ends with white space.");
  return std::string(typed);
}

}  // namespace atrium::formats
