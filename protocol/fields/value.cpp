#include "protocol/fields/value.hpp"

#include <algorithm>
#include <cmath>

#include "protocol/wire/utf8.hpp"

namespace atrium::fields {
namespace {

// One level of a caller's own map or list, checked for what every client can read back.
class dynamic_check {
 public:
  explicit dynamic_check(problems& found) : found_(found) {}

  bool value(wire::cursor& from, const path& at) {
    switch (from.peek()) {
      case wire::kind::map:
        return map(from, at);
      case wire::kind::array:
        return array(from, at);
      case wire::kind::string: {
        std::string_view text;
        from.read_string(text);
        return wire::is_valid_utf8(text) || refuse(at, "is not valid UTF-8");
      }
      case wire::kind::integer: {
        std::int64_t number = 0;
        if (!from.read_integer(number)) from.skip(), number = integer_max + 1;
        return (number <= integer_max && number >= -integer_max) ||
               refuse(at, "must be within ±2^53");
      }
      case wire::kind::floating: {
        double number = 0;
        from.read_floating(number);
        return std::isfinite(number) || refuse(at, "must be a finite number");
      }
      case wire::kind::nil:
      case wire::kind::boolean:
        return from.skip();
      default: {
        std::string_view name = wire::name_of(from.peek());
        from.skip();
        return refuse(at, std::string(name) + " is not allowed here");
      }
    }
  }

  bool map(wire::cursor& from, const path& at) {
    std::uint32_t count = 0;
    from.read_map(count);
    std::vector<std::string_view> keys;
    bool good = true;
    for (std::uint32_t i = 0; i < count; ++i) {
      std::string_view key;
      if (!from.read_string(key)) {
        from.skip(), from.skip();
        good = refuse(at, "the keys of a map must be strings");
        continue;
      }
      if (!wire::is_valid_utf8(key)) {
        from.skip();
        good = refuse(at, "a key is not valid UTF-8");
        continue;
      }
      if (key == "__proto__") good = refuse(at / key, "this key is not allowed");
      keys.push_back(key);
      good &= value(from, at / key);
    }
    std::sort(keys.begin(), keys.end());
    const auto twin = std::adjacent_find(keys.begin(), keys.end());
    if (twin != keys.end()) good = refuse(at / *twin, "is given twice");
    return good;
  }

 private:
  bool array(wire::cursor& from, const path& at) {
    std::uint32_t count = 0;
    from.read_array(count);
    bool good = true;
    for (std::uint32_t i = 0; i < count; ++i)
      good &= value(from, at / static_cast<std::int64_t>(i));
    return good;
  }

  bool refuse(const path& at, std::string message) {
    found_.add(at, errc::invalid_field, std::move(message));
    return false;
  }

  problems& found_;
};

}  // namespace

void refuse_value(wire::cursor& from, const path& at, std::string_view wanted, problems& found) {
  const std::string_view given = wire::name_of(from.peek());
  from.skip();
  found.add(at, errc::invalid_field,
            "must be " + std::string(wanted) + ", not " + std::string(given));
}

std::string_view shown_key(std::string_view key) { return wire::is_valid_utf8(key) ? key : "?"; }

bool decode_text(wire::cursor& from, std::string& value, const rule& rules, const path& at,
                 problems& found) {
  std::string_view text;
  if (!from.read_string(text)) return refuse_value(from, at, "a string", found), false;
  const auto refuse = [&](std::string message) {
    found.add(at, errc::invalid_field, std::move(message));
    return false;
  };
  if (text.size() > rules.bytes_max)
    return refuse("is longer than " + std::to_string(rules.bytes_max) + " bytes");
  if (!rules.any_bytes && !wire::is_valid_utf8(text)) return refuse("is not valid UTF-8");
  if (!rules.format) {
    value.assign(text);
    return true;
  }
  outcome<std::string> canonical = rules.format(text);
  if (!canonical) {
    found.add(at, canonical.failure().code, std::move(canonical.failure().message));
    return false;
  }
  value = std::move(canonical).value();
  return true;
}

bool decode_secret(wire::cursor& from, secret& value, const rule& rules, const path& at,
                   problems& found) {
  std::string_view text;
  if (!from.read_string(text)) return refuse_value(from, at, "a string", found), false;
  if (text.size() <= rules.bytes_max && wire::is_valid_utf8(text)) {
    value = secret(text);
    return true;
  }
  found.add(at, errc::invalid_field,
            "must be UTF-8 of at most " + std::to_string(rules.bytes_max) + " bytes");
  return false;
}

bool decode_integer(wire::cursor& from, std::int64_t& value, const rule& rules, const path& at,
                    problems& found) {
  if (from.peek() != wire::kind::integer) return refuse_value(from, at, "an integer", found), false;
  const bool fits = from.read_integer(value);
  if (!fits) from.skip();
  if (fits && value >= rules.min && value <= rules.max) return true;
  found.add(at, errc::invalid_field,
            "must be between " + std::to_string(rules.min) + " and " + std::to_string(rules.max));
  return false;
}

bool decode_boolean(wire::cursor& from, bool& value, const path& at, problems& found) {
  if (from.read_boolean(value)) return true;
  return refuse_value(from, at, "true or false", found), false;
}

bool decode_dynamic(wire::cursor& from, dynamic_map& value, const rule& rules, const path& at,
                    problems& found) {
  if (from.peek() != wire::kind::map) return refuse_value(from, at, "a map", found), false;
  const char* begin = from.position();
  if (!dynamic_check(found).map(from, at)) return false;
  value.bytes.assign(begin, from.position());
  if (value.bytes.size() <= rules.bytes_max) return !rules.map || rules.map(value, at, found);
  found.add(at, errc::too_large, "is longer than " + std::to_string(rules.bytes_max) + " bytes");
  return false;
}

}  // namespace atrium::fields
