#include <algorithm>
#include <charconv>
#include <cmath>

#include "protocol/schema/canonical.hpp"
#include "protocol/schema/node.hpp"
#include "protocol/schema/schema.hpp"

namespace atrium::schema {
namespace {

using fields::path;
using wire::kind;

// Counts the bytes that begin one; the text is valid UTF-8.
std::uint64_t code_points_in(std::string_view text) {
  return static_cast<std::uint64_t>(
      std::count_if(text.begin(), text.end(), [](char each) { return (each & 0xc0) != 0x80; }));
}

std::string shown(double number) {
  std::array<char, 32> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return {digits.data(), written.ptr};
}

std::string shown(type_set types) {
  std::string names;
  for (std::size_t i = 0; i < value_type_names.size(); ++i)
    if (types & only(static_cast<value_type>(i)))
      names += (names.empty() ? "" : " or ") + std::string(value_type_names[i]);
  return names;
}

// The types that the next value is of; none for what JSON does not have.
type_set types_of(wire::cursor from) {
  switch (from.peek()) {
    case kind::nil:
      return only(value_type::null);
    case kind::boolean:
      return only(value_type::boolean);
    case kind::string:
      return only(value_type::string);
    case kind::array:
      return only(value_type::array);
    case kind::map:
      return only(value_type::object);
    case kind::integer:
      return only(value_type::integer) | only(value_type::number);
    case kind::floating: {
      double number = 0;
      from.read_floating(number);
      return is_whole(number) ? only(value_type::integer) | only(value_type::number)
                              : only(value_type::number);
    }
    default:
      return 0;
  }
}

class checker {
 public:
  explicit checker(fields::problems& found) : found_(found) {}

  void value(const node& by, wire::cursor& from, const path& at) {
    if (by.nothing) {
      from.skip();
      return refuse(at, "the schema has no place for it", errc::unknown_parameter);
    }
    if (!(types_of(from) & by.types)) {
      from.skip();
      return refuse(at, "must be of type " + shown(by.types));
    }
    compare(by, from, at);
    switch (from.peek()) {
      case kind::integer:
      case kind::floating:
        return number(by, from, at);
      case kind::string:
        return text(by, from, at);
      case kind::array:
        return array(by, from, at);
      case kind::map:
        return object(by, from, at);
      default:
        from.skip();
    }
  }

 private:
  void compare(const node& by, wire::cursor from, const path& at) {
    if (!by.among && !by.exactly) return;
    const std::string given = canonical(from);
    if (by.among && !std::binary_search(by.among->begin(), by.among->end(), given))
      refuse(at, "is none of the values that the schema lists");
    if (by.exactly && given != *by.exactly)
      refuse(at, "is not the one value that the schema allows");
  }

  void number(const node& by, wire::cursor& from, const path& at) {
    double given = 0;
    from.read_floating(given);
    if (by.minimum && given < *by.minimum) refuse(at, "must be at least " + shown(*by.minimum));
    if (by.maximum && given > *by.maximum) refuse(at, "must be at most " + shown(*by.maximum));
    if (by.above && given <= *by.above) refuse(at, "must be more than " + shown(*by.above));
    if (by.below && given >= *by.below) refuse(at, "must be less than " + shown(*by.below));
    if (by.multiple_of && std::fmod(given, *by.multiple_of) != 0)
      refuse(at, "must be a multiple of " + shown(*by.multiple_of));
  }

  void text(const node& by, wire::cursor& from, const path& at) {
    std::string_view given;
    from.read_string(given);
    const std::uint64_t length = code_points_in(given);
    count(by.code_points, length, at, "characters");
    // A text that is too long is not worth matching.
    if (by.pattern && length <= by.code_points.max && !re2::RE2::PartialMatch(given, *by.pattern))
      refuse(at, "does not match the pattern " + by.pattern->pattern());
    if (by.format && !by.format->fits(given)) refuse(at, "is no " + std::string(by.format->name));
  }

  void array(const node& by, wire::cursor& from, const path& at) {
    std::uint32_t size = 0;
    wire::cursor again = from;
    from.read_array(size);
    count(by.items_count, size, at, "items");
    for (std::uint32_t i = 0; i < size; ++i)
      by.items ? value(*by.items, from, at / static_cast<std::int64_t>(i)) : void(from.skip());
    if (!by.unique_items) return;
    again.read_array(size);
    std::vector<std::string> all(size);
    for (std::string& each : all) each = canonical(again);
    std::sort(all.begin(), all.end());
    if (std::adjacent_find(all.begin(), all.end()) != all.end())
      refuse(at, "must not have the same item twice");
  }

  void object(const node& by, wire::cursor& from, const path& at) {
    std::uint32_t size = 0;
    from.read_map(size);
    count(by.properties_count, size, at, "properties");
    std::vector<std::string_view> given;
    for (std::uint32_t i = 0; i < size; ++i) {
      std::string_view name;
      from.read_string(name);
      given.push_back(name);
      const auto declared = by.properties.find(name);
      const node* how = declared == by.properties.end() ? by.others.get() : declared->second.get();
      how ? value(*how, from, at / name) : void(from.skip());
    }
    std::sort(given.begin(), given.end());
    for (const std::string& name : by.required)
      if (!std::binary_search(given.begin(), given.end(), std::string_view(name)))
        refuse(at / name, "is required", errc::missing_field);
  }

  void count(const count_range& allowed, std::uint64_t given, const path& at,
             std::string_view of_what) {
    if (given < allowed.min)
      refuse(at, "must have at least " + std::to_string(allowed.min) + " " + std::string(of_what));
    if (given > allowed.max)
      refuse(at, "must have at most " + std::to_string(allowed.max) + " " + std::string(of_what));
  }

  void refuse(const path& at, std::string message, errc code = errc::invalid_field) {
    found_.add(at, code, std::move(message));
  }

  fields::problems& found_;
};

}  // namespace

bool compiled::check(std::string_view encoded, const path& at, fields::problems& found) const {
  fields::problems own;
  wire::cursor from(encoded);
  checker(own).value(*root_, from, at);
  if (own.none()) return true;
  found.merge(std::move(own));
  return false;
}

}  // namespace atrium::schema
