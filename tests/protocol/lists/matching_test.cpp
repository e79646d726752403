#include "protocol/lists/matching.hpp"

#include "tests/protocol/lists/loyal_people.hpp"

using namespace atrium;

namespace {

constexpr std::array filters{
    R"({})",
    R"({"last_name": "muller"})",
    R"({"last_name": {"starts_with": "m"}, "active": true})",
    R"({"or": [{"kind": "registered"}, {"home_site": {"in": ["south", "west"]}}]})",
    R"({"not": {"phone": {"exists": true}}})",
    R"({"email": {"contains": "mueller"}})",
    R"({"company": {"contains": "sud strassenbau"}})",
    R"({"created_at": {"ge": 100, "lt": 300}})",
    R"({"date_of_birth": {"ge": "1980-01-01"}})",
    R"({"number": {"gt": 2}})",
    R"({"id": {"starts_with": "c"}})",
    R"({"id": "Erika-7"})",
    R"({"username": {"ne": "bert m."}})",
    R"({"mixins.loyalty.tier": {"contains": "karte"}})",
    R"({"mixins.points": {"le": 7}, "mixins.vip": false})",
    R"({"groups": "friends"})",
    R"({"groups": {"in": ["nobodys", "best"]}})",
    R"({"groups": {"ne": "friends"}})",
    R"({"groups": {"exists": false}})"};

}  // namespace

TEST_CASE("a record matches what the model of lists says it does") {
  tests::loyal_people some;
  some.all[0].groups = {"best", "friends"};
  some.all[2].groups.emplace().push_back("friends");
  for (const std::string_view filter : filters) {
    CAPTURE(filter);
    fields::problems wrong;
    const auto condition =
        lists::read_filter(wire::from_json(filter).value(), some.scope, {}, wrong);
    REQUIRE(tests::told(wrong).empty());
    for (const records::customer& each : some.all) {
      const auto number = static_cast<std::uint64_t>(each.number);
      const auto all = lists::entries_of(each, some.columns).value();
      const bool wanted = tests::is_wanted(condition, number, all);
      CHECK(lists::matches(condition, number, all) == wanted);
      // What it asks by is enough.
      const auto asked =
          lists::entries_of(each, some.columns, lists::columns_asked(condition)).value();
      CHECK(lists::matches(condition, number, asked) == wanted);
    }
  }
}

TEST_CASE("a field with several values has each of them, and no order") {
  tests::people some;
  some.all[1].groups = {"best", "friends"};
  const auto wanted = [&](std::string_view filter) {
    fields::problems wrong;
    const auto condition =
        lists::read_filter(wire::from_json(filter).value(), some.scope, {}, wrong);
    return tests::told(wrong) + some.wanted(condition);
  };
  CHECK(wanted(R"({"groups": "friends"})") == "2");
  CHECK(wanted(R"({"groups": {"eq": "best", "ne": "worst"}})") == "2");
  CHECK(wanted(R"({"groups": {"in": ["a", "best"]}})") == "2");
  CHECK(wanted(R"({"groups": {"exists": false}})") == "1 3 4");
  fields::problems wrong;
  lists::read_sort("groups", some.scope, {}, wrong);
  CHECK_FALSE(wrong.none());
  const lists::list_column* column = lists::find_column("groups", {});
  REQUIRE(column);
  CHECK(column->many);
  CHECK_FALSE(lists::sortable(*column));
  CHECK(lists::served_by(column->kind) == "eq, ne, in, exists");
}

TEST_CASE("who enters a segment, or leaves it, changes in the column that the event names") {
  const auto touched = lists::columns_changed({.kind = std::string(records::segment_entered),
                                               .object = "friends",
                                               .fields_changed = {"groups"}});
  REQUIRE(touched);
  CHECK(touched->of_record.count() == 1);
  CHECK(touched->of_record[records::customer::groups_tag]);
}
