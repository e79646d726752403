// What a condition means, said without any index: the model that lists are compared with.
#pragma once

#include <algorithm>
#include <map>

#include "protocol/lists/columns.hpp"

namespace atrium::tests {

inline bool is_wanted(const lists::condition& wanted, std::uint64_t account,
                      const lists::entries& of) {
  using kind = lists::condition::kind;
  const auto each_is = [&](const lists::condition& part) { return is_wanted(part, account, of); };
  const auto of_column = [&](const auto& entry) { return entry.first == wanted.of; };
  const auto within = [&](const std::string& key) {
    return wanted.from <= key && (wanted.to.empty() || key < wanted.to);
  };
  switch (wanted.what) {
    case kind::all:
      return std::ranges::all_of(wanted.parts, each_is);
    case kind::any:
      return std::ranges::any_of(wanted.parts, each_is);
    case kind::none:
      return !each_is(wanted.parts.front());
    case kind::range:
      if (wanted.of == lists::every_record) return within(lists::number_key(account));
      return std::ranges::any_of(
          of.sorted, [&](const auto& entry) { return of_column(entry) && within(entry.second); });
    case kind::values:
      return std::ranges::any_of(of.sets, [&](const auto& entry) {
        return of_column(entry) && std::ranges::count(wanted.values, entry.second) > 0;
      });
    case kind::present:
      return wanted.of == lists::every_record || std::ranges::any_of(of.sorted, of_column) ||
             std::ranges::any_of(of.sets, of_column);
    case kind::word:
      return std::ranges::any_of(
          of.words, [&](const std::string& word) { return word.starts_with(wanted.from); });
  }
  return false;
}

}  // namespace atrium::tests
