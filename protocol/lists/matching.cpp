#include "protocol/lists/matching.hpp"

#include <algorithm>

#include "protocol/lists/columns.hpp"
#include "protocol/lists/entries.hpp"
#include "protocol/text/collation.hpp"

namespace atrium::lists {
namespace {

bool within(std::string_view key, const condition& range) {
  return cut_key(key) >= cut_key(range.from) &&
         (range.to.empty() || cut_key(key) < cut_key(range.to));
}

}  // namespace

bool matches(const condition& wanted, std::uint64_t account, const entries& of) {
  using kind = condition::kind;
  const auto part_matches = [&](const condition& part) { return matches(part, account, of); };
  const auto of_column = [&](const auto& entry) { return entry.first == wanted.of; };
  switch (wanted.what) {
    case kind::all:
      return std::ranges::all_of(wanted.parts, part_matches);
    case kind::any:
      return std::ranges::any_of(wanted.parts, part_matches);
    case kind::none:
      return std::ranges::none_of(wanted.parts, part_matches);
    case kind::range:
      if (wanted.of == every_record) return within(number_key(account), wanted);
      return std::ranges::any_of(of.sorted, [&](const auto& entry) {
        return of_column(entry) && within(entry.second, wanted);
      });
    case kind::values:
      return std::ranges::any_of(of.sets, [&](const auto& entry) {
        return of_column(entry) && std::ranges::any_of(wanted.values, [&](const auto& each) {
                 return cut_key(each) == cut_key(entry.second);
               });
      });
    case kind::present:
      return wanted.of == every_record || std::ranges::any_of(of.sorted, of_column) ||
             std::ranges::any_of(of.sets, of_column);
    case kind::word:
      return std::ranges::any_of(of.words, [&](const std::string& word) {
        return cut_key(word).starts_with(cut_key(wanted.from));
      });
  }
  return false;
}

column_choice columns_asked(const condition& in) {
  column_choice all;
  for_each_column(in, [&](column each) {
    if (each >= mixin_columns)
      all.of_mixins = true;
    else
      all.of_record.set(each);
  });
  return all;
}

std::string_view matching_version() {
  static const std::string made_of =
      std::string(entries_version) + "/" + std::string(text::collation_version());
  return made_of;
}

}  // namespace atrium::lists
