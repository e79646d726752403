// Conditions, made short to write.
#pragma once

#include <algorithm>
#include <iterator>
#include <utility>

#include "protocol/lists/condition.hpp"

namespace atrium::lists {

// Flat, whatever the parts are: so the index sees all that must be true side by side.
inline condition all_of(std::vector<condition> parts) {
  condition made{.what = condition::kind::all};
  for (condition& each : parts) {
    if (each.what == condition::kind::all)
      std::ranges::move(each.parts, std::back_inserter(made.parts));
    else
      made.parts.push_back(std::move(each));
  }
  if (made.parts.size() != 1) return made;
  return std::move(made.parts.front());
}

inline condition any_of(std::vector<condition> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  condition made{.what = condition::kind::any};
  made.parts = std::move(parts);
  return made;
}

inline condition none_of(condition part) {
  condition made{.what = condition::kind::none};
  made.parts.push_back(std::move(part));
  return made;
}

inline condition no_record() { return {.what = condition::kind::any}; }

inline condition in_range(column of, std::string from, std::string to) {
  return {.what = condition::kind::range, .of = of, .from = std::move(from), .to = std::move(to)};
}

inline condition has_value(column of) { return {.what = condition::kind::present, .of = of}; }

inline condition in_set(column of, std::vector<std::string> values) {
  return {.what = condition::kind::values, .of = of, .values = std::move(values)};
}

inline condition with_word(column of, std::string word_key) {
  return {.what = condition::kind::word, .of = of, .from = std::move(word_key)};
}

}  // namespace atrium::lists
