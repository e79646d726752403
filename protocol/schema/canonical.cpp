#include "protocol/schema/canonical.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "protocol/fields/description.hpp"
#include "protocol/wire/packer.hpp"

namespace atrium::schema {
namespace {

void append(wire::cursor& from, wire::buffer& into);

void append_map(wire::cursor& from, wire::buffer& into) {
  std::uint32_t count = 0;
  from.read_map(count);
  std::vector<std::pair<std::string, std::string>> pairs;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string key = canonical(from);
    pairs.emplace_back(std::move(key), canonical(from));
  }
  std::sort(pairs.begin(), pairs.end());
  wire::packer(into).pack_map(count);
  for (const auto& [key, value] : pairs) {
    into.append(key);
    into.append(value);
  }
}

void append_number(double number, wire::buffer& into) {
  wire::packer pack(into);
  if (is_whole(number) && std::abs(number) <= static_cast<double>(fields::integer_max))
    wire::pack_integer(pack, static_cast<std::int64_t>(number));
  else
    wire::pack_floating(pack, number);
}

void append(wire::cursor& from, wire::buffer& into) {
  std::uint32_t count = 0;
  std::string_view text;
  double number = 0;
  if (from.peek() == wire::kind::map) {
    append_map(from, into);
  } else if (from.read_array(count)) {
    wire::packer(into).pack_array(count);
    for (std::uint32_t i = 0; i < count; ++i) append(from, into);
  } else if (from.read_string(text)) {
    wire::packer pack(into);
    wire::pack_text(pack, text);
  } else if (read_number(from, number)) {
    append_number(number, into);
  } else if (from.read_raw(text)) {
    into.append(text);
  }
}

}  // namespace

std::string canonical(wire::cursor& from) {
  wire::buffer bytes;
  append(from, bytes);
  return bytes.take();
}

bool read_number(wire::cursor& from, double& number) {
  const wire::kind what = from.peek();
  return (what == wire::kind::integer || what == wire::kind::floating) &&
         from.read_floating(number);
}

bool is_whole(double number) { return std::isfinite(number) && std::trunc(number) == number; }

}  // namespace atrium::schema
