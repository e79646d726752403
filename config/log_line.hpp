// One line of the log, formatted. `log.hpp` is what the code calls.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace atrium::log {

enum class level : std::uint8_t { trace, debug, info, warning, error, off };
enum class format : std::uint8_t { text, json };

// The words of the knobs log.level and log.format; an unknown one is `info`, `text`.
level level_named(std::string_view name);
format format_named(std::string_view name);

// The name of a value: a literal of a-z, 0-9, _ and ., none of the line's own names. Anything else
// does not compile.
class field_key {
 public:
  template <std::size_t Size>
  consteval field_key(const char (&name)[Size]) : name_(name, Size - 1) {
    bool good = Size > 1 && name_ != "time" && name_ != "level" && name_ != "event";
    for (const char c : name_) {
      good = good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.');
    }
    if (!good) throw "not a key of the log";
  }
  constexpr std::string_view name() const { return name_; }

 private:
  std::string_view name_;
};

// A key and a view of its value: use it in the call, do not keep it.
class field {
 public:
  using value_type = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool>;

  field(field_key key, std::string_view value) : key_(key), value_(value) {}
  field(field_key key, const std::string& value) : field(key, std::string_view(value)) {}
  field(field_key key, const char* value) : field(key, std::string_view(value)) {}
  template <class Number>
  requires std::is_arithmetic_v<Number> field(field_key key, Number value)
      : key_(key), value_(widened(value)) {}

  std::string_view key() const { return key_.name(); }
  const value_type& value() const { return value_; }

 private:
  template <class Number>
  static value_type widened(Number value) {
    if constexpr (std::is_same_v<Number, bool>) {
      return value;
    } else if constexpr (std::is_floating_point_v<Number>) {
      return static_cast<double>(value);
    } else if constexpr (std::is_signed_v<Number>) {
      return static_cast<std::int64_t>(value);
    } else {
      return static_cast<std::uint64_t>(value);
    }
  }

  field_key key_;
  value_type value_;
};

// Longer texts are cut and end in "…", so that no client's input fills the log.
inline constexpr std::size_t value_bytes_max = 1'024;

// One line without its end:
//   2026-11-22T00:45:12.123Z info    listening address=127.0.0.1:7420 note="two words"
//   {"time":"2026-11-22T00:45:12.123Z","level":"info","event":"listening","address":"127.0.0.1:7420"}
// Texts are escaped (escape.hpp): whatever they hold, the line is one line, and the JSON is JSON.
std::string format_line(format form, std::chrono::system_clock::time_point time, level severity,
                        std::string_view event, std::span<const field> fields);

}  // namespace atrium::log
