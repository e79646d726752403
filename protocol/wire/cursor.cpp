#include "protocol/wire/cursor.hpp"

#include <limits>

namespace atrium::wire {

std::string_view name_of(kind value) {
  switch (value) {
    case kind::nil:
      return "nil";
    case kind::boolean:
      return "boolean";
    case kind::integer:
      return "integer";
    case kind::floating:
      return "floating";
    case kind::string:
      return "string";
    case kind::binary:
      return "binary";
    case kind::array:
      return "array";
    case kind::map:
      return "map";
    case kind::extension:
      return "extension";
    case kind::none:
      break;
  }
  return "end of data";
}

bool cursor::read_wide_integer(std::int64_t& value) {
  const format& form = format_of(*at_);
  if (form.what != kind::integer || left() < 1U + form.fixed) return false;
  const char* payload = at_ + 1;
  switch (first()) {
    case 0xcc:
      value = load8(payload);
      break;
    case 0xcd:
      value = load16(payload);
      break;
    case 0xce:
      value = load32(payload);
      break;
    case 0xcf: {
      const std::uint64_t wide = load64(payload);
      if (wide > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return false;
      value = static_cast<std::int64_t>(wide);
      break;
    }
    case 0xd0:
      value = static_cast<std::int8_t>(load8(payload));
      break;
    case 0xd1:
      value = static_cast<std::int16_t>(load16(payload));
      break;
    case 0xd2:
      value = static_cast<std::int32_t>(load32(payload));
      break;
    default:
      value = static_cast<std::int64_t>(load64(payload));
      break;
  }
  at_ += 1U + form.fixed;
  return true;
}

bool cursor::read_unsigned(std::uint64_t& value) {
  if (at_ != end_ && first() == 0xcf && left() >= 9) {
    value = load64(at_ + 1);
    at_ += 9;
    return true;
  }
  cursor ahead = *this;
  std::int64_t number = 0;
  if (!ahead.read_integer(number) || number < 0) return false;
  value = static_cast<std::uint64_t>(number);
  *this = ahead;
  return true;
}

bool cursor::read_floating(double& value) {
  if (at_ == end_) return false;
  if (first() == 0xcb && left() >= 9) {
    value = std::bit_cast<double>(load64(at_ + 1));
    at_ += 9;
    return true;
  }
  if (first() == 0xca && left() >= 5) {
    value = static_cast<double>(std::bit_cast<float>(load32(at_ + 1)));
    at_ += 5;
    return true;
  }
  if (std::int64_t number = 0; read_integer(number)) {
    value = static_cast<double>(number);
    return true;
  }
  if (std::uint64_t number = 0; read_unsigned(number)) {
    value = static_cast<double>(number);
    return true;
  }
  return false;
}

bool cursor::read_long(kind what, std::string_view& value) {
  const format& form = format_of(*at_);
  const std::size_t header = 1U + form.length_bytes;
  if (form.what != what || left() < header) return false;
  return take(header, load_length(at_ + 1, form.length_bytes, left() - 1), value);
}

bool cursor::read_binary(std::string_view& value) {
  return at_ != end_ && read_long(kind::binary, value);
}

bool cursor::read_long_header(kind what, std::uint32_t& count) {
  const format& form = format_of(*at_);
  const std::size_t header = 1U + form.length_bytes;
  if (form.what != what || left() < header) return false;
  count = load_length(at_ + 1, form.length_bytes, left() - 1);
  at_ += header;
  return true;
}

bool cursor::skip() {
  const char* at = at_;
  // Values still to step over. Each takes a byte at least, so a count beyond the bytes left is a
  // lie and ends the walk at once: the work is bounded by the bytes there are.
  std::uint64_t wanted = 1;
  while (wanted > 0) {
    const auto rest = static_cast<std::uint64_t>(end_ - at);
    if (wanted > rest) return false;
    const format& form = format_of(*at);
    const std::uint64_t header = 1U + form.length_bytes;
    if (form.what == kind::none || rest < header) return false;
    const std::uint64_t size =
        std::uint64_t{load_length(at + 1, form.length_bytes, rest - 1)} + form.fixed;
    const std::uint64_t values = form.what == kind::map ? 2 * size : size;
    const bool container = form.what == kind::array || form.what == kind::map;
    const std::uint64_t step = container ? header : header + size;
    if (rest < step) return false;
    at += step;
    wanted += (container ? values : 0) - 1;
  }
  at_ = at;
  return true;
}

bool cursor::read_raw(std::string_view& value) {
  const char* begin = at_;
  if (!skip()) return false;
  value = {begin, static_cast<std::size_t>(at_ - begin)};
  return true;
}

}  // namespace atrium::wire
