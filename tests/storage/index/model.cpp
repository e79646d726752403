#include "tests/storage/index/model.hpp"

#include <algorithm>

namespace atrium::test {

using namespace atrium::storage;

namespace {

using kind = lists::condition::kind;

std::string big_endian(std::uint64_t value) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift));
  return bytes;
}

bool wants(const lists::condition& wanted, std::uint64_t account, const lists::entries& of) {
  switch (wanted.what) {
    case kind::all:
      for (const auto& part : wanted.parts)
        if (!wants(part, account, of)) return false;
      return true;
    case kind::any:
      for (const auto& part : wanted.parts)
        if (wants(part, account, of)) return true;
      return false;
    case kind::none:
      return !wants(wanted.parts.at(0), account, of);
    case kind::range:
      if (wanted.of == lists::every_record) {
        const std::string key = big_endian(account);
        return wanted.from <= key && (wanted.to.empty() || key < wanted.to);
      }
      for (const auto& [column, key] : of.sorted)
        if (column == wanted.of && wanted.from <= key && (wanted.to.empty() || key < wanted.to))
          return true;
      return false;
    case kind::values:
      for (const auto& [column, value] : of.sets)
        if (column == wanted.of && std::ranges::count(wanted.values, value)) return true;
      return false;
    case kind::present:
      for (const auto* list : {&of.sorted, &of.sets})
        for (const auto& [column, value] : *list)
          if (column == wanted.of) return true;
      return wanted.of == lists::every_record;
    case kind::word:
      for (const auto& word : of.words)
        if (word.starts_with(wanted.from)) return true;
      return false;
  }
  return false;
}

std::optional<std::string> key_of(const lists::entries& of, lists::order order) {
  std::vector<std::string> keys;
  for (const auto* list : {&of.sorted, &of.sets})
    for (const auto& [column, value] : *list)
      if (column == order.by) keys.push_back(value);
  if (keys.empty()) return std::nullopt;
  return order.descending ? std::ranges::max(keys) : std::ranges::min(keys);
}

std::string readable(std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string made = "'";
  for (const char each : text) {
    const auto byte = static_cast<unsigned char>(each);
    if (byte > 32 && byte < 127) {
      made.push_back(each);
    } else {
      made += {'\\', digits[byte / 16], digits[byte % 16]};
    }
  }
  return made + "'";
}

}  // namespace

std::string described(const lists::condition& wanted) {
  static constexpr const char* names[] = {"all",    "any",     "none", "range",
                                          "values", "present", "word"};
  std::string made = names[static_cast<int>(wanted.what)];
  made +=
      " of " + std::to_string(wanted.of) + " " + readable(wanted.from) + ".." + readable(wanted.to);
  for (const auto& value : wanted.values) made += " " + readable(value);
  for (const auto& part : wanted.parts) made += " (" + described(part) + ")";
  return made;
}

bool is_before(const list_position& left, const list_position& right, lists::order order) {
  if (left.key.has_value() != right.key.has_value()) return left.key.has_value();
  const auto& lesser = order.descending ? right : left;
  const auto& greater = order.descending ? left : right;
  return std::tie(lesser.key, lesser.account) < std::tie(greater.key, greater.account);
}

std::vector<list_position> listed(const accounts& all, const lists::condition& wanted,
                                  lists::order order) {
  std::vector<list_position> found;
  for (const auto& [account, entries] : all)
    if (wants(wanted, account, entries)) found.push_back({key_of(entries, order), {account}});
  std::ranges::sort(
      found, [&](const auto& left, const auto& right) { return is_before(left, right, order); });
  return found;
}

std::string drawn::text(std::size_t size_max) {
  std::string made;
  for (std::size_t size = 1 + below(size_max); size > 0; --size)
    made.push_back(static_cast<char>('a' + below(3)));
  return made;
}

std::string drawn::bytes() {
  static constexpr char some[] = {'\0', '\1', 'a', '\xfe', '\xff'};
  std::string made;
  for (std::size_t size = below(4); size > 0; --size) made.push_back(some[below(sizeof some)]);
  return made;
}

std::string drawn::value() { return std::string{"\0a", 2}.substr(below(2), below(3)); }

std::string drawn::key_of(lists::column column) {
  if (column == lists::every_record) return big_endian(below(16'000));
  if (column == 1) return text(4);
  if (column == 2) return big_endian(below(1000));
  return bytes();
}

lists::entries drawn::entries() {
  lists::entries made;
  for (const lists::column column : {1, 2, 3})
    if (!one_in(column + 1)) made.sorted.emplace_back(column, key_of(column));
  if (!one_in(5)) made.sets.emplace_back(10, text(1));
  for (std::size_t i = below(4); i > 0; --i) made.sets.emplace_back(11, value());
  for (std::size_t i = below(4); i > 0; --i) made.words.push_back(text(3));
  return made;
}

// Words begin with a letter that is their column's.
lists::column_choice drawn::columns() { return {.of_record = from_(), .of_mixins = one_in(2)}; }

lists::condition drawn::condition(int depth) {
  lists::condition made;
  made.what = static_cast<kind>(below(depth > 0 ? 7 : 4) + (depth > 0 ? 0 : 3));
  if (made.what == kind::range || made.what == kind::present)
    made.of = static_cast<lists::column>(below(4));
  if (made.what == kind::present && one_in(2))
    made.of = static_cast<lists::column>(std::array{0, 10, 11}[below(3)]);
  if (made.what == kind::range) {
    if (!one_in(4)) made.from = key_of(made.of);
    if (!one_in(4)) made.to = key_of(made.of);
  }
  if (made.what == kind::values) {
    made.of = static_cast<lists::column>(10 + below(2));
    for (std::size_t i = below(3); i > 0; --i)
      made.values.push_back(made.of == 10 ? text(1) : value());
  }
  if (made.what == kind::word) made.from = text(2);
  const std::size_t parts = made.what == kind::none                            ? 1
                            : made.what == kind::all || made.what == kind::any ? below(4)
                                                                               : 0;
  for (std::size_t i = 0; i < parts; ++i) made.parts.push_back(condition(depth - 1));
  return made;
}

lists::order drawn::order() {
  static constexpr lists::column columns[] = {0, 1, 2, 3, 10, 11, 12};
  return {columns[below(std::size(columns))], one_in(2)};
}

std::unique_ptr<list_index> serving_index(const std::filesystem::path& data) {
  auto opened = open_index(data);
  REQUIRE(opened->begin_building(shop, 0, {}));
  REQUIRE(opened->take_over(shop));
  return opened;
}

list_page page_of(const list_index& from, const list_query& query) {
  index_snapshot now(from);
  if (!now.renew()) FAIL("no snapshot");
  auto page = now.run(query);
  if (!page) FAIL(page.failure().message);
  return std::move(*page);
}

std::vector<list_position> all_pages(const list_index& from, list_query query) {
  std::vector<list_position> all;
  for (;;) {
    auto page = page_of(from, query);
    if (page.rows.size() > query.limit) FAIL("the page has more than its limit");
    all.insert(all.end(), page.rows.begin(), page.rows.end());
    if (!page.go_on) return all;
    if (query.after == page.go_on) FAIL("the page does not go on");
    query.after = std::move(page.go_on);
  }
}

}  // namespace atrium::test
