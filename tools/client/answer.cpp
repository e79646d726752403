#include "tools/client/answer.hpp"

#include "protocol/wire/cursor.hpp"
#include "protocol/wire/json.hpp"

namespace atrium {

std::string_view member(std::string_view value, std::string_view path) {
  while (!path.empty()) {
    const std::size_t dot = path.find('.');
    const std::string_view key = path.substr(0, dot);
    std::string_view found;
    for_each_pair(value, [&](std::string_view name, std::string_view under) {
      if (name == key) found = under;
    });
    if (found.empty() || dot == std::string_view::npos) return found;
    value = found;
    path.remove_prefix(dot + 1);
  }
  return {};
}

std::optional<std::int64_t> integer_member(std::string_view value, std::string_view path) {
  wire::cursor at(member(value, path));
  std::int64_t number = 0;
  if (!at.read_integer(number)) return {};
  return number;
}

std::optional<std::string> text_member(std::string_view value, std::string_view path) {
  wire::cursor at(member(value, path));
  std::string_view text;
  if (!at.read_string(text)) return {};
  return std::string(text);
}

void for_each_element(std::string_view array, const std::function<void(std::string_view)>& visit) {
  wire::cursor at(array);
  std::uint32_t count = 0;
  if (!at.read_array(count)) return;
  std::string_view element;
  while (count-- > 0 && at.read_raw(element)) visit(element);
}

void for_each_pair(std::string_view map,
                   const std::function<void(std::string_view, std::string_view)>& visit) {
  wire::cursor at(map);
  std::uint32_t count = 0;
  if (!at.read_map(count)) return;
  for (; count > 0; --count) {
    std::string_view key, value;
    if (!at.read_text(key) || !at.read_raw(value)) return;
    visit(key, value);
  }
}

std::string plain(std::string_view value) {
  if (value.empty()) return {};
  std::string_view text;
  if (!wire::cursor(value).read_string(text)) return wire::to_json(value, -1);
  std::string shown;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    shown += byte < 0x20 || byte == 0x7f ? '?' : letter;
  }
  return shown;
}

}  // namespace atrium
