#include "protocol/lists/entries.hpp"

#include <set>

#include "tests/protocol/lists/loyal_people.hpp"

using namespace atrium;

TEST_CASE("a record contributes each column once, and no column that it has no value in") {
  const tests::people some;
  for (const records::customer& each : some.all) {
    const auto entries = lists::entries_of(each, {});
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
  CHECK_FALSE(lists::entries_of(some.all[0], {}));
}

TEST_CASE("a mixin contributes to its column if it is of the type declared") {
  const tests::loyal_people some;
  const auto columns_in = [&](std::size_t who) {
    std::set<lists::column> own;
    const auto entries = lists::entries_of(some.all[who], some.columns);
    for (const auto* list : {&entries->sorted, &entries->sets})
      for (const auto& [of, value] : *list)
        if (of >= lists::mixin_columns) own.insert(of);
    return own;
  };
  CHECK(columns_in(0) == std::set<lists::column>{1000, 1001, 1002, 1003});
  CHECK(columns_in(1) == std::set<lists::column>{1000, 1001, 1002, 1003});
  CHECK(columns_in(2).empty());
  CHECK(columns_in(3) == std::set<lists::column>{1001});
}

TEST_CASE("words of mixins do not crowd out those of the record's own fields") {
  tests::loyal_people some;
  std::string many = "gold";
  for (int i = 0; i < 90; ++i) many += " w" + std::to_string(i);
  some.give(0, R"({"loyalty": {"tier": ")" + many + "\"}}");
  const auto with = lists::entries_of(some.all[0], some.columns)->words;
  const auto without = lists::entries_of(some.all[0], {})->words;
  CHECK(with.size() == lists::words_max);
  CHECK(std::ranges::equal(std::span(with).first(without.size()), without));
}

TEST_CASE("only a chosen id has an entry") {
  tests::people some;
  const auto has_id = [](const records::customer& of) {
    return std::ranges::any_of(lists::entries_of(of, {})->sorted,
                               [](const auto& each) { return each.first == 2; });
  };
  CHECK_FALSE(has_id(some.all[0]));
  CHECK(has_id(some.all[2]));
}

TEST_CASE("keys of numbers sort as they do, and are the same for the same number") {
  const auto exact = static_cast<double>(fields::integer_max);
  const std::vector<double> numbers{-1e300,  -exact, 1 - exact, -256,      -1.5,  -1,
                                    -1e-300, 0,      5e-324,    1e-300,    0.5,   1,
                                    255,     255.5,  256,       exact - 1, exact, 1e300};
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    CAPTURE(numbers[i]);
    CHECK(lists::numeric_key(numbers[i - 1]) < lists::numeric_key(numbers[i]));
  }
  CHECK(lists::numeric_key(-0.0) == lists::numeric_key(0));
}

TEST_CASE("words are told apart by their columns") {
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
  CHECK(lists::entries_of(some.all[0], {})->words.size() == lists::words_max);
}
