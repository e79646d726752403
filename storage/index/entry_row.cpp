#include "storage/index/entry_row.hpp"

#include <algorithm>
#include <cstring>

#include "protocol/lists/columns.hpp"
#include "storage/index/index_keys.hpp"

namespace atrium::storage {

namespace {

template <class List>
void put_in_order(List& list) {
  std::ranges::sort(list);
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

void append_u16(std::string& to, std::size_t value) {
  const auto narrow = static_cast<std::uint16_t>(value);
  to.append(reinterpret_cast<const char*>(&narrow), 2);
}

void append_bytes(std::string& to, std::string_view bytes) {
  to.push_back(static_cast<char>(bytes.size()));
  to.append(bytes);
}

// Reads what `store` wrote; past the end all is empty.
struct row_reader {
  std::string_view left;

  std::size_t u16() {
    std::uint16_t value = 0;
    if (left.size() < 2) return 0;
    std::memcpy(&value, left.data(), 2);
    left.remove_prefix(2);
    return value;
  }
  std::string_view bytes() {
    if (left.empty()) return {};
    const std::string_view found = left.substr(1, static_cast<unsigned char>(left.front()));
    left.remove_prefix(1 + found.size());
    return found;
  }
};

// Values of one column lie side by side, ascending.
std::pair<const entry_row::column_value*, const entry_row::column_value*> values_of(
    const std::vector<entry_row::column_value>& list, lists::column column) {
  const auto first = std::ranges::lower_bound(list, column, {}, &entry_row::column_value::first);
  const auto end = std::ranges::upper_bound(list, column, {}, &entry_row::column_value::first);
  return {list.data() + (first - list.begin()), list.data() + (end - list.begin())};
}

bool in_range(std::string_view key, const lists::condition& range) {
  return key >= lists::cut_key(range.from) && (range.to.empty() || key < lists::cut_key(range.to));
}

}  // namespace

void entry_row::clear() {
  sorted_.clear();
  sets_.clear();
  words_.clear();
}

void entry_row::take(const lists::entries& from) {
  clear();
  for (const auto& [column, key] : from.sorted) sorted_.emplace_back(column, lists::cut_key(key));
  for (const auto& [column, value] : from.sets) sets_.emplace_back(column, lists::cut_key(value));
  for (const auto& word : from.words) words_.push_back(lists::cut_key(word));
  put_in_order(sorted_);
  const auto same_column = [](const column_value& left, const column_value& right) {
    return left.first == right.first;
  };
  sorted_.erase(std::unique(sorted_.begin(), sorted_.end(), same_column), sorted_.end());
  put_in_order(sets_);
  put_in_order(words_);
}

void entry_row::take_others(const entry_row& from, const lists::column_choice& than) {
  for (const column_value& each : from.sorted_)
    if (!than.has(each.first)) sorted_.push_back(each);
  for (const column_value& each : from.sets_)
    if (!than.has(each.first)) sets_.push_back(each);
  for (const std::string_view each : from.words_)
    if (!than.has(lists::column_of_word(each))) words_.push_back(each);
  std::ranges::sort(sorted_);
  std::ranges::sort(sets_);
  std::ranges::sort(words_);
}

void entry_row::store(std::string& to) const {
  append_u16(to, sorted_.size());
  append_u16(to, sets_.size());
  append_u16(to, words_.size());
  for (const auto* list : {&sorted_, &sets_})
    for (const auto& [column, bytes] : *list) {
      append_u16(to, column);
      append_bytes(to, bytes);
    }
  for (const auto word : words_) append_bytes(to, word);
}

void entry_row::read(std::string_view stored) {
  clear();
  row_reader from{stored};
  const std::size_t sorted = from.u16(), sets = from.u16(), words = from.u16();
  const auto read_value = [&from] {
    const auto column = static_cast<lists::column>(from.u16());
    return column_value{column, from.bytes()};
  };
  for (std::size_t i = 0; i < sorted; ++i) sorted_.push_back(read_value());
  for (std::size_t i = 0; i < sets; ++i) sets_.push_back(read_value());
  for (std::size_t i = 0; i < words; ++i) words_.push_back(from.bytes());
}

std::optional<std::string_view> key_in(const entry_row& row, lists::order order) {
  if (const auto [at, end] = values_of(row.sorted(), order.by); at != end) return at->second;
  const auto [first, end] = values_of(row.sets(), order.by);
  if (first == end) return std::nullopt;
  return order.descending ? (end - 1)->second : first->second;
}

bool matches(const entry_row& row, account_number account, const lists::condition& wanted) {
  using kind = lists::condition::kind;
  const auto part_matches = [&](const lists::condition& part) {
    return matches(row, account, part);
  };
  switch (wanted.what) {
    case kind::all:
      return std::ranges::all_of(wanted.parts, part_matches);
    case kind::any:
      return std::ranges::any_of(wanted.parts, part_matches);
    case kind::none:
      return std::ranges::none_of(wanted.parts, part_matches);
    case kind::range: {
      if (wanted.of == lists::every_record) return numbers_of(wanted).has(account);
      const auto [at, end] = values_of(row.sorted(), wanted.of);
      return at != end && in_range(at->second, wanted);
    }
    case kind::values: {
      const auto [at, end] = values_of(row.sets(), wanted.of);
      return std::any_of(at, end, [&](const auto& value) {
        return std::ranges::any_of(
            wanted.values, [&](const auto& each) { return lists::cut_key(each) == value.second; });
      });
    }
    case kind::present: {
      const auto [at, end] = values_of(row.sorted(), wanted.of);
      const auto [set_at, set_end] = values_of(row.sets(), wanted.of);
      return wanted.of == lists::every_record || at != end || set_at != set_end;
    }
    case kind::word: {
      const auto found = std::ranges::lower_bound(row.words(), lists::cut_key(wanted.from));
      return found != row.words().end() && found->starts_with(lists::cut_key(wanted.from));
    }
  }
  return false;
}

}  // namespace atrium::storage
