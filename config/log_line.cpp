#include "config/log_line.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <ctime>

#include "config/escape.hpp"

namespace atrium::log {
namespace {

using config::append_escaped;
using config::escaping;

constexpr std::array<std::string_view, 6> level_names{"trace",   "debug", "info",
                                                      "warning", "error", "off"};

std::string_view name_of(level severity) { return level_names[static_cast<std::size_t>(severity)]; }

// RFC 3339 in UTC with milliseconds.
void append_time(std::string& out, std::chrono::system_clock::time_point time) {
  using namespace std::chrono;
  const auto whole = floor<seconds>(time);
  const auto ms = duration_cast<milliseconds>(time - whole).count();
  const std::time_t since_epoch = system_clock::to_time_t(whole);
  std::tm utc{};
  gmtime_r(&since_epoch, &utc);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  out.append(text.data(), length);
  std::snprintf(text.data(), text.size(), ".%03dZ", static_cast<int>(ms));
  out += text.data();
}

// Cuts between code points, so that the cut itself is no broken UTF-8.
void append_text(std::string& out, std::string_view text, escaping how) {
  if (text.size() <= value_bytes_max) {
    append_escaped(out, text, how);
    return;
  }
  std::size_t end = value_bytes_max;
  while (end > value_bytes_max - 3 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  append_escaped(out, text.substr(0, end), how);
  out += "…";
}

bool wants_quotes(std::string_view text) {
  return text.empty() || std::ranges::any_of(text, [](unsigned char c) {
           return c <= 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '=';
         });
}

struct value_writer {
  std::string& out;
  format form;

  void operator()(std::string_view text) const {
    if (form == format::text && !wants_quotes(text))
      return append_text(out, text, escaping::quoted);
    out += '"';
    append_text(out, text, form == format::json ? escaping::json : escaping::quoted);
    out += '"';
  }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(double value) const {
    if (!std::isfinite(value)) {
      out += "null";  // JSON has no infinity
      return;
    }
    append_number(value);
  }
  void operator()(std::int64_t value) const { append_number(value); }
  void operator()(std::uint64_t value) const { append_number(value); }

  template <class Number>
  void append_number(Number value) const {
    std::array<char, 32> digits;
    const auto [end, failed] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.append(digits.data(), end);
  }
};

std::string json_line(std::chrono::system_clock::time_point time, level severity,
                      std::string_view event, std::span<const field> fields) {
  std::string out = R"({"time":")";
  append_time(out, time);
  out += R"(","level":")";
  out += name_of(severity);
  out += R"(","event":")";
  append_text(out, event, escaping::json);
  out += '"';
  for (const field& each : fields) {
    out += ",\"";
    out += each.key();
    out += "\":";
    std::visit(value_writer{out, format::json}, each.value());
  }
  out += '}';
  return out;
}

std::string text_line(std::chrono::system_clock::time_point time, level severity,
                      std::string_view event, std::span<const field> fields) {
  constexpr std::size_t level_width = 8;  // "warning "
  std::string out;
  append_time(out, time);
  out += ' ';
  out += name_of(severity);
  out.append(level_width - name_of(severity).size(), ' ');
  append_text(out, event, escaping::printable);
  for (const field& each : fields) {
    out += ' ';
    out += each.key();
    out += '=';
    std::visit(value_writer{out, format::text}, each.value());
  }
  return out;
}

}  // namespace

level level_named(std::string_view name) {
  const auto found = std::ranges::find(level_names, name);
  if (found == level_names.end()) return level::info;
  return static_cast<level>(found - level_names.begin());
}

format format_named(std::string_view name) { return name == "json" ? format::json : format::text; }

std::string format_line(format form, std::chrono::system_clock::time_point time, level severity,
                        std::string_view event, std::span<const field> fields) {
  return form == format::json ? json_line(time, severity, event, fields)
                              : text_line(time, severity, event, fields);
}

}  // namespace atrium::log
