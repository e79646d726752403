#include "protocol/formats/note_text.hpp"

#include <unicode/uchar.h>

#include <algorithm>

#include "protocol/formats/nfc.hpp"
#include "protocol/identity/code_points.hpp"

namespace atrium::formats {

namespace {

error refused(const char* message) { return refusal(errc::invalid_field, message); }

std::string with_line_feeds(std::string_view typed) {
  std::string text;
  text.reserve(typed.size());
  for (std::size_t at = 0; at < typed.size(); ++at)
    if (typed[at] != '\r' || at + 1 == typed.size() || typed[at + 1] != '\n') text += typed[at];
  return text;
}

bool turns_the_order(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool is_white_space(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)); }

}  // namespace

outcome<std::string> note_text(std::string_view typed) {
  if (typed.size() / nfc_octets_per_code_point_max > note_code_points_max)
    return refused("The text is too long.");
  if (!identity::count_code_points(typed)) return refused("The text is not valid UTF-8.");
  auto normal = to_nfc(with_line_feeds(typed));
  const auto text = normal ? identity::decode_utf8(*normal) : std::nullopt;
  if (!text) return refused("The text cannot be normalised.");
  if (text->size() > note_code_points_max) return refused("The text is too long.");
  for (const char32_t each : *text) {
    if (each == '\n' || each == '\t') continue;
    if (identity::is_unprintable(each))
      return refused("The text has a control or unassigned character.");
    if (turns_the_order(each)) return refused("The text has a character that hides its order.");
  }
  if (std::all_of(text->begin(), text->end(), is_white_space)) return refused("The text is empty.");
  return std::move(normal).value();
}

}  // namespace atrium::formats
