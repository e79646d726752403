// to_json: walks the value with the cursor and writes text as it goes, so the order of keys is
// kept.
#include <cstdint>
#include <nlohmann/json.hpp>

#include "protocol/wire/cursor.hpp"
#include "protocol/wire/json.hpp"
#include "protocol/wire/limits.hpp"

namespace atrium::wire {

namespace {

std::string quoted(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string hex_of(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += digits[value >> 4U];
    text += digits[value & 15U];
  }
  return text;
}

class json_writer {
 public:
  json_writer(std::string_view bytes, int indent) : at_(bytes), indent_(indent) {}

  // Recursion is bounded by max_depth.
  bool write_value(std::uint32_t depth) {
    switch (at_.peek()) {
      case kind::nil:
        text_ += "null";
        return at_.skip();
      case kind::boolean:
        return write_boolean();
      case kind::integer:
        return write_integer();
      case kind::floating:
        return write_floating();
      case kind::string:
        return write_string();
      case kind::binary:
        return write_binary();
      case kind::extension:
        return write_extension();
      case kind::array:
        return depth < max_depth && write_array(depth + 1);
      case kind::map:
        return depth < max_depth && write_map(depth + 1);
      case kind::none:
        break;
    }
    return false;
  }

  bool at_end() const { return at_.at_end(); }
  std::string take() { return std::move(text_); }

 private:
  bool write_boolean() {
    bool value = false;
    at_.read_boolean(value);
    text_ += value ? "true" : "false";
    return true;
  }

  bool write_integer() {
    if (std::int64_t value = 0; at_.read_integer(value)) {
      text_ += std::to_string(value);
      return true;
    }
    std::uint64_t value = 0;
    if (!at_.read_unsigned(value)) return false;
    text_ += std::to_string(value);
    return true;
  }

  bool write_floating() {
    double value = 0;
    if (!at_.read_floating(value)) return false;
    text_ += nlohmann::json(value).dump();
    return true;
  }

  bool write_string() {
    std::string_view value;
    if (!at_.read_string(value)) return false;
    text_ += quoted(value);
    return true;
  }

  bool write_binary() {
    std::string_view value;
    if (!at_.read_binary(value)) return false;
    text_ += "{\"$bin\": \"" + hex_of(value) + "\"}";
    return true;
  }

  bool write_extension() {
    std::string_view raw;
    if (!at_.read_raw(raw)) return false;
    raw.remove_prefix(1U + format_of(raw[0]).length_bytes);
    // On the wire an ext is length, type, payload: the rest is type and payload.
    text_ += "{\"$ext\": \"" + hex_of(raw) + "\"}";
    return true;
  }

  bool write_array(std::uint32_t depth) {
    std::uint32_t count = 0;
    if (!at_.read_array(count)) return false;
    text_ += '[';
    for (std::uint32_t i = 0; i < count; ++i) {
      begin_item(i, depth);
      if (!write_value(depth)) return false;
    }
    end_items(count, depth);
    text_ += ']';
    return true;
  }

  bool write_map(std::uint32_t depth) {
    std::uint32_t count = 0;
    if (!at_.read_map(count)) return false;
    text_ += '{';
    for (std::uint32_t i = 0; i < count; ++i) {
      begin_item(i, depth);
      if (!write_key(depth)) return false;
      text_ += ": ";
      if (!write_value(depth)) return false;
    }
    end_items(count, depth);
    text_ += '}';
    return true;
  }

  bool write_key(std::uint32_t depth) {
    if (at_.peek() == kind::string) return write_string();
    const std::size_t begin = text_.size();
    if (!write_value(depth)) return false;
    const std::string key = quoted(std::string_view(text_).substr(begin));
    text_.replace(begin, std::string::npos, key);
    return true;
  }

  void begin_item(std::uint32_t index, std::uint32_t depth) {
    if (index > 0) text_ += indent_ < 0 ? ", " : ",";
    begin_line(depth);
  }

  void end_items(std::uint32_t count, std::uint32_t depth) {
    if (count > 0) begin_line(depth - 1);
  }

  void begin_line(std::uint32_t depth) {
    if (indent_ < 0) return;
    text_ += '\n';
    text_.append(static_cast<std::size_t>(indent_) * depth, ' ');
  }

  cursor at_;
  int indent_;
  std::string text_;
};

}  // namespace

std::string to_json(std::string_view msgpack_bytes, int indent) {
  json_writer writer(msgpack_bytes, indent);
  if (!writer.write_value(0) || !writer.at_end()) return {};
  return writer.take();
}

}  // namespace atrium::wire
