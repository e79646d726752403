// One value of a stored record, without decoding the others: for what is looked at in every record
// of many.
#pragma once

#include <optional>
#include <string_view>

#include "protocol/fields/tagged.hpp"

namespace atrium::fields {

// The tag of the field of this name; it must be one of the record.
template <record T>
consteval int tag_of(std::string_view name) {
  int tag = 0;
  for_each_field<T>([&](const auto& one) {
    if (one.name == name) tag = one.tag;
  });
  return tag != 0 ? tag : throw "the record has no such field";
}

// The encoded value under `tag`; empty if the record has none.
inline std::string_view stored_value(std::string_view stored, int tag) {
  wire::cursor from(stored);
  std::uint32_t count = 0;
  std::int64_t each = 0;
  std::string_view value;
  from.read_map(count);
  for (; count > 0 && from.read_integer(each) && from.read_raw(value); --count)
    if (each == tag) return value;
  return {};
}

// The same of a text; nothing if the record has none.
inline std::optional<std::string_view> stored_text(std::string_view stored, int tag) {
  std::string_view text;
  wire::cursor from(stored_value(stored, tag));
  if (!from.read_string(text)) return {};
  return text;
}

}  // namespace atrium::fields
