#include "protocol/identity/code_points.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace atrium::identity {

namespace {

// Calls `visit` with each code point; false when the text is not well-formed.
template <class Visit>
bool each_code_point(std::string_view text, Visit visit) {
  const auto size = static_cast<std::int64_t>(text.size());
  std::int64_t at = 0;
  while (at < size) {
    UChar32 c = 0;
    U8_NEXT(text.data(), at, size, c);
    if (c < 0) return false;
    visit(static_cast<char32_t>(c));
  }
  return true;
}

}  // namespace

std::optional<std::u32string> decode_utf8(std::string_view text) {
  std::u32string decoded;
  decoded.reserve(text.size());
  if (!each_code_point(text, [&](char32_t c) { decoded.push_back(c); })) return std::nullopt;
  return decoded;
}

std::optional<std::size_t> count_code_points(std::string_view text) {
  std::size_t count = 0;
  if (!each_code_point(text, [&](char32_t) { ++count; })) return std::nullopt;
  return count;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string lower_ascii(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(),
                 [](char c) { return lower_ascii(c); });
  return lowered;
}

std::string lower_each_code_point(const std::string& text) {
  icu::UnicodeString lowered;
  const bool is_well_formed = each_code_point(
      text, [&](char32_t c) { lowered.append(u_tolower(static_cast<UChar32>(c))); });
  if (!is_well_formed) return text;
  std::string result;
  lowered.toUTF8String(result);
  return result;
}

bool is_unprintable(char32_t c) {
  constexpr auto refused =
      U_GC_CC_MASK | U_GC_CS_MASK | U_GC_CO_MASK | U_GC_CN_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK;
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & refused) != 0;
}

bool is_invisible(char32_t c) {
  const auto point = static_cast<UChar32>(c);
  return u_charType(point) == U_FORMAT_CHAR ||
         u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

bool folds_to_ascii(char32_t c) {
  if (c < 0x80) return false;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_FAILURE(status)) return true;
  const icu::UnicodeString folded =
      folding->normalize(icu::UnicodeString(static_cast<UChar32>(c)), status);
  if (U_FAILURE(status)) return true;
  for (std::int32_t at = 0; at < folded.length(); ++at)
    if (folded.charAt(at) < 0x80) return true;
  return false;
}

}  // namespace atrium::identity
