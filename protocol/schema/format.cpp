#include "protocol/schema/format.hpp"

#include <algorithm>
#include <array>

#include "protocol/formats/date.hpp"
#include "protocol/identity/code_points.hpp"
#include "protocol/identity/email.hpp"

namespace atrium::schema {
namespace {

bool is_date(std::string_view text) { return static_cast<bool>(formats::date(text)); }

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// Takes two digits off the front; -1 if there are none.
int take_two(std::string_view& text) {
  if (text.size() < 2 || !is_digit(text[0]) || !is_digit(text[1])) return -1;
  const int value = (text[0] - '0') * 10 + (text[1] - '0');
  text.remove_prefix(2);
  return value;
}

bool take(std::string_view& text, std::string_view one_of) {
  if (text.empty() || one_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// The offset in minutes; false if the text is none.
bool read_offset(std::string_view text, int& minutes) {
  minutes = 0;
  if (take(text, "Zz")) return text.empty();
  const bool west = text.starts_with('-');
  if (!take(text, "+-")) return false;
  const int hour = take_two(text);
  if (!take(text, ":")) return false;
  const int minute = take_two(text);
  minutes = (west ? -1 : 1) * (hour * 60 + minute);
  return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && text.empty();
}

bool is_date_time(std::string_view text) {
  constexpr std::size_t date_size = 10;
  if (!is_date(text.substr(0, date_size))) return false;
  text.remove_prefix(date_size);
  if (!take(text, "Tt")) return false;
  const int hour = take_two(text);
  if (!take(text, ":")) return false;
  const int minute = take_two(text);
  if (!take(text, ":")) return false;
  const int second = take_two(text);
  if (take(text, ".")) {
    if (!take(text, "0123456789")) return false;
    while (take(text, "0123456789")) continue;
  }
  int offset = 0;
  if (!read_offset(text, offset)) return false;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0) return false;
  constexpr int day = 24 * 60;
  const bool last_minute_utc = (hour * 60 + minute - offset + day) % day == day - 1;
  return second <= 59 || (second == 60 && last_minute_utc);
}

bool is_email(std::string_view text) {
  return identity::is_ascii(text) && identity::canonical_email(text);
}

constexpr std::array known{text_format{"date", is_date}, text_format{"date-time", is_date_time},
                           text_format{"email", is_email}};

}  // namespace

const text_format* find_format(std::string_view name) {
  const auto* found = std::find_if(known.begin(), known.end(),
                                   [&](const text_format& each) { return each.name == name; });
  return found == known.end() ? nullptr : found;
}

}  // namespace atrium::schema
