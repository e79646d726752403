#include "protocol/lists/entries.hpp"

#include <set>

#include "tests/protocol/lists/people.hpp"

using namespace atrium;

TEST_CASE("a record contributes each column once, and no column that it has no value in") {
  const tests::people some;
  for (const records::customer& each : some.all) {
    const auto entries = lists::entries_of(each);
    REQUIRE(entries);
    std::set<lists::column> seen;
    for (const auto* list : {&entries->sorted, &entries->sets})
      for (const auto& [of, value] : *list) {
        CAPTURE(of);
        CHECK(seen.insert(of).second);
        CHECK_FALSE(value.empty());
      }
    CHECK(seen.contains(13) == each.date_of_birth.has_value());
    CHECK(std::set(entries->words.begin(), entries->words.end()).size() == entries->words.size());
  }
}

TEST_CASE("an erased record contributes nothing") {
  tests::people some;
  some.all[0].erased = true;
  CHECK_FALSE(lists::entries_of(some.all[0]));
}

TEST_CASE("only a chosen id has an entry") {
  tests::people some;
  const auto has_id = [](const records::customer& of) {
    return std::ranges::any_of(lists::entries_of(of)->sorted,
                               [](const auto& each) { return each.first == 2; });
  };
  CHECK_FALSE(has_id(some.all[0]));
  CHECK(has_id(some.all[2]));
}

TEST_CASE("keys of integers sort as they do, and words are told apart by their columns") {
  const std::vector<std::int64_t> numbers{-fields::integer_max, -256, -1, 0, 1, 255, 256,
                                          fields::integer_max};
  CHECK(std::ranges::is_sorted(numbers, {}, lists::integer_key));
  std::set<std::string> prefixes;
  for (const lists::column each : {1, 2, 127, 128, 255, 256, 1000, 1127, 1128, 16383})
    CHECK(prefixes.insert(lists::word_key(each, "")).second);
  for (const std::string& each : prefixes) CHECK(each.find('\0') == std::string::npos);
}

TEST_CASE("a record has a bounded number of words") {
  tests::people some;
  std::string long_name;
  for (int i = 0; i < 90; ++i) long_name += std::to_string(i) + "x ";
  some.all[0].company = long_name;
  CHECK(lists::entries_of(some.all[0])->words.size() == lists::words_max);
}
