#include "protocol/formats/date.hpp"

#include <chrono>
#include <cstdio>
#include <optional>

namespace atrium::formats {

namespace {

std::optional<unsigned> number(std::string_view digits) {
  unsigned value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

}  // namespace

outcome<std::string> date(std::string_view typed) {
  constexpr std::string_view pattern = "YYYY-MM-DD";
  if (typed.size() != pattern.size() || typed[4] != '-' || typed[7] != '-')
    return refusal(errc::invalid_field, "A date is written YYYY-MM-DD.");
  const auto year = number(typed.substr(0, 4));
  const auto month = number(typed.substr(5, 2));
  const auto day = number(typed.substr(8, 2));
  if (!year || !month || !day) return refusal(errc::invalid_field, "A date is written YYYY-MM-DD.");
  const std::chrono::year_month_day calendar{std::chrono::year(static_cast<int>(*year)),
                                             std::chrono::month(*month), std::chrono::day(*day)};
  if (*year == 0 || !calendar.ok())
    return refusal(errc::invalid_field, "The calendar has no such day.");
  return std::string(typed);
}

std::string date_at(std::int64_t time_ms) {
  const std::chrono::year_month_day calendar{std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(time_ms)))};
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(calendar.year()),
                static_cast<unsigned>(calendar.month()), static_cast<unsigned>(calendar.day()));
  return text;
}

}  // namespace atrium::formats
