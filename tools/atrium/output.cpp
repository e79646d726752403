#include "tools/atrium/output.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

#include "protocol/wire/cursor.hpp"
#include "protocol/wire/json.hpp"
#include "protocol/wire/utf8.hpp"
#include "tools/client/answer.hpp"

namespace atrium::cli {

namespace {

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count)
    text.remove_prefix(std::max<std::size_t>(wire::utf8_sequence(text), 1));
  return count;
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, characters(text)), ' ');
}

std::string shown(std::string_view key, std::string_view value) {
  std::int64_t number = 0;
  if ((key == "time" || key.ends_with("_at")) && wire::cursor(value).read_integer(number))
    return utc(number);
  std::string list;
  const auto is_text = [](std::string_view one) {
    return wire::cursor(one).peek() == wire::kind::string;
  };
  bool only_texts = wire::cursor(value).peek() == wire::kind::array;
  for_each_element(value, [&](std::string_view one) {
    only_texts = only_texts && is_text(one);
    list += (list.empty() ? "" : " ") + plain(one);
  });
  return only_texts ? list : plain(value);
}

using pairs = std::vector<std::pair<std::string, std::string>>;

void flatten(std::string_view map, const std::string& prefix, pairs& into) {
  for_each_pair(map, [&](std::string_view key, std::string_view value) {
    const std::string name = prefix + std::string(key);
    if (wire::cursor(value).peek() == wire::kind::map && value != "\x80") {
      flatten(value, name + ".", into);
    } else {
      into.emplace_back(name, shown(key, value));
    }
  });
}

void print_line(std::ostream& to, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  to << line << '\n';
}

}  // namespace

void print_json(std::ostream& to, std::string_view value) {
  to << wire::to_json(value, -1) << '\n';
}

void print_object(std::ostream& to, std::string_view map) {
  pairs all;
  flatten(map, "", all);
  std::size_t width = 0;
  for (const auto& [key, value] : all) width = std::max(width, characters(key));
  for (const auto& [key, value] : all) print_line(to, padded(key + ":", width + 3) + value);
}

void print_table(std::ostream& to, std::span<const std::string> rows,
                 std::span<const std::string_view> columns) {
  std::vector<std::vector<std::string>> cells;
  for (const std::string_view column : columns) {
    std::vector<std::string> one;
    bool any = false;
    for (const std::string& row : rows) {
      const std::string_view value = member(row, column);
      any = any || !value.empty();
      one.push_back(shown(column, value));
    }
    if (!any && !rows.empty()) continue;
    one.insert(one.begin(), std::string(column));
    cells.push_back(std::move(one));
  }
  std::vector<std::string> lines(rows.size() + 1);
  for (const auto& column : cells) {
    std::size_t width = 0;
    for (const std::string& cell : column) width = std::max(width, characters(cell));
    for (std::size_t i = 0; i < lines.size(); ++i) lines[i] += padded(column[i], width + 2);
  }
  for (std::string& line : lines) print_line(to, std::move(line));
}

std::string utc(std::int64_t milliseconds) {
  const auto seconds = static_cast<std::time_t>(milliseconds / 1000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 40> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  const std::string thousandths = std::to_string(milliseconds % 1000 + 1000).substr(1);
  return text.data() + ("." + thousandths) + "Z";
}

}  // namespace atrium::cli
