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

TEST_CASE("a role at a company contributes both names, each role on its own") {
  tests::people some;
  some.all[0].company_roles =
      std::vector<records::roles_at_company>{{"bell", {"admin", "buyer"}}, {"ring", {"buyer"}}};
  const auto with = lists::entries_of(some.all[0], {});
  REQUIRE(with);
  std::vector<std::string> roles;
  for (const auto& [of, value] : with->sets)
    if (of == records::customer::company_roles_tag) roles.push_back(value);
  CHECK(roles == std::vector<std::string>{"bell/admin", "bell/buyer", "ring/buyer"});
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

TEST_CASE("a column has a bounded number of words, and what the others have does not matter") {
  tests::loyal_people some;
  std::string many = "gold";
  for (int i = 0; i < 90; ++i) many += " w" + std::to_string(i);
  some.give(0, R"({"loyalty": {"tier": ")" + many + "\"}}");
  const auto with = lists::entries_of(some.all[0], some.columns)->words;
  const auto without = lists::entries_of(some.all[0], {})->words;
  CHECK(with.size() == without.size() + lists::words_max);
  CHECK(std::ranges::equal(std::span(with).first(without.size()), without));
}

TEST_CASE("entries of some columns are those of all without the others'") {
  const tests::loyal_people some;
  const std::vector<lists::column_choice> choices{
      {}, {.of_record = 1 << 2 | 1 << 8 | 1 << 10}, {.of_mixins = true}, lists::every_column};
  for (const records::customer& each : some.all)
    for (const lists::column_choice& only : choices) {
      auto expected = lists::entries_of(each, some.columns).value();
      const auto is_other = [&](const auto& one) { return !only.has(one.first); };
      std::erase_if(expected.sorted, is_other);
      std::erase_if(expected.sets, is_other);
      std::erase_if(expected.words,
                    [&](const auto& one) { return !only.has(lists::column_of_word(one)); });
      const auto stored = fields::encode_tagged(each);
      const auto record = fields::decode_tagged<records::customer>(stored, lists::tags_of(only));
      REQUIRE(record);
      const auto found = lists::entries_of(*record, some.columns, only).value();
      CHECK(found.sorted == expected.sorted);
      CHECK(found.sets == expected.sets);
      CHECK(found.words == expected.words);
    }
}

TEST_CASE("an erased record contributes nothing in any column, however few are asked for") {
  tests::people some;
  some.all[0].erased = true;
  const lists::column_choice only{.of_record = 1 << 10};
  const auto record = fields::decode_tagged<records::customer>(fields::encode_tagged(some.all[0]),
                                                               lists::tags_of(only));
  REQUIRE(record);
  CHECK_FALSE(lists::entries_of(*record, {}, only));
}

TEST_CASE("which columns a change touched is what its entry in the journal names") {
  const auto changed = [](std::string kind, std::vector<std::string> names) {
    return lists::columns_changed({.kind = std::move(kind), .fields_changed = std::move(names)});
  };
  const auto names = changed("customer.updated", {"first_name", "default_billing", "email"});
  REQUIRE(names);
  CHECK(names->of_record == (1 << 10 | 1 << 8));
  CHECK_FALSE(names->of_mixins);
  CHECK(changed("customer.updated", {"mixins", "mixins_version"})->of_mixins);
  CHECK(changed("customer.unlocked", {"locked_until"})->none());
  CHECK(lists::columns_changed({.kind = "address.updated", .object = "a1"})->none());
  const auto assigned = lists::columns_changed(
      {.kind = "customer.company_assigned", .object = "bell", .fields_changed = {"companies"}});
  REQUIRE(assigned);
  CHECK(assigned->of_record[records::customer::companies_tag]);
  CHECK_FALSE(changed("customer.updated", {"a field of another version"}));
  CHECK_FALSE(changed("customer.registered", {}));
  CHECK_FALSE(changed("customer.erased", {}));
  CHECK_FALSE(changed("customer.merged", {"phone"}));
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
  for (const lists::column each : {1, 2, 127, 128, 255, 256, 1000, 1127, 1128, 16383})
    CHECK(lists::column_of_word(lists::word_key(each, "anna")) == each);
}
