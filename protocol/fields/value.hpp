// Decoding and encoding of single values by type: what a text, a number, a list, a map of a field
// looks like on the wire.
#pragma once

#include "config/secret.hpp"
#include "protocol/fields/description.hpp"
#include "protocol/fields/problems.hpp"
#include "protocol/wire/cursor.hpp"
#include "protocol/wire/packer.hpp"

namespace atrium::fields {

bool decode_text(wire::cursor& from, std::string& value, const rule& rules, const path& at,
                 problems& found);
bool decode_integer(wire::cursor& from, std::int64_t& value, const rule& rules, const path& at,
                    problems& found);
bool decode_boolean(wire::cursor& from, bool& value, const path& at, problems& found);
bool decode_secret(wire::cursor& from, secret& value, const rule& rules, const path& at,
                   problems& found);
bool decode_dynamic(wire::cursor& from, dynamic_map& value, const rule& rules, const path& at,
                    problems& found);
// Steps over a value that is of no use and says why.
void refuse_value(wire::cursor& from, const path& at, std::string_view wanted, problems& found);

// Reads a map with string keys through to its end: `take(key, found)` decodes the value of a key,
// or steps over it and says why; `end(found)` says what the map as a whole lacks. False if anything
// was wrong; it is in `found` then.
template <class Take, class End>
bool decode_map(wire::cursor& from, const path& at, problems& found, Take&& take, End&& end) {
  std::uint32_t count = 0;
  if (!from.read_map(count)) return refuse_value(from, at, "a map", found), false;
  problems own;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string_view key;
    if (from.read_string(key)) {
      take(key, own);
      continue;
    }
    own.add(at, errc::invalid_field, "the keys of a map must be strings");
    from.skip(), from.skip();
  }
  end(own);
  if (own.none()) return true;
  found.merge(std::move(own));
  return false;
}

// A key as a path may show it.
std::string_view shown_key(std::string_view key);

template <described T>
bool decode_named(wire::cursor& from, T& value, const path& at, problems& found,
                  bool is_stored = false);

template <class T>
bool decode_value(wire::cursor& from, T& value, const rule& rules, const path& at,
                  problems& found) {
  if constexpr (std::is_same_v<T, std::string>) {
    return decode_text(from, value, rules, at, found);
  } else if constexpr (std::is_same_v<T, secret>) {
    return decode_secret(from, value, rules, at, found);
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return decode_integer(from, value, rules, at, found);
  } else if constexpr (std::is_same_v<T, bool>) {
    return decode_boolean(from, value, at, found);
  } else if constexpr (std::is_same_v<T, dynamic_map>) {
    return decode_dynamic(from, value, rules, at, found);
  } else if constexpr (named_enum<T>) {
    std::string name;
    if (!decode_text(from, name, {}, at, found)) return false;
    const auto& names = enum_names(T{});
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] != name) continue;
      value = static_cast<T>(i);
      return true;
    }
    std::string all;
    for (const auto& each : names) all += (all.empty() ? "" : ", ") + std::string(each);
    found.add(at, errc::invalid_field, "must be one of " + all);
    return false;
  } else if constexpr (is_optional<T>) {
    if (from.read_nil()) {
      value.reset();
      return true;
    }
    return decode_value(from, value.emplace(), rules, at, found);
  } else if constexpr (is_vector<T>) {
    std::uint32_t count = 0;
    if (!from.read_array(count)) return refuse_value(from, at, "an array", found), false;
    if (count > rules.items_max) {
      found.add(at, errc::invalid_field,
                "at most " + std::to_string(rules.items_max) + " are taken");
      for (; count > 0; --count) from.skip();
      return false;
    }
    bool good = true;
    value.clear();  // of what it has by default
    for (std::uint32_t i = 0; i < count; ++i)
      good &=
          decode_value(from, value.emplace_back(), rules, at / static_cast<std::int64_t>(i), found);
    return good;
  } else if constexpr (described<T>) {
    return decode_named(from, value, at, found, rules.is_stored);
  } else {
    return value.decode(from, at, found);  // fields::partial
  }
}

template <described T>
void encode_named(wire::buffer& into, const T& value);

template <class T>
void encode_value(wire::buffer& into, const T& value) {
  wire::packer pack(into);
  if constexpr (std::is_same_v<T, std::string>) {
    wire::pack_text(pack, value);
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    wire::pack_integer(pack, value);
  } else if constexpr (std::is_same_v<T, bool>) {
    value ? pack.pack_true() : pack.pack_false();
  } else if constexpr (std::is_same_v<T, dynamic_map>) {
    into.append(value.bytes);
  } else if constexpr (named_enum<T>) {
    wire::pack_text(pack, name_of(value));
  } else if constexpr (is_optional<T>) {
    if (value)
      encode_value(into, *value);
    else
      pack.pack_nil();
  } else if constexpr (is_vector<T>) {
    pack.pack_array(static_cast<std::uint32_t>(value.size()));
    for (const auto& each : value) encode_value(into, each);
  } else {
    encode_named(into, value);
  }
}

// An absent optional value takes no place in a map.
template <class T>
bool is_absent(const T& value) {
  if constexpr (is_optional<T>)
    return !value.has_value();
  else
    return false;
}

}  // namespace atrium::fields
