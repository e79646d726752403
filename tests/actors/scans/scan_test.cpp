#include "actors/scans/scan.hpp"

#include "actors/tenant/visible.hpp"
#include "protocol/methods/customer_lists.hpp"
#include "protocol/methods/mixins.hpp"
#include "protocol/methods/tenants.hpp"
#include "tests/actors/scans/listed_shop.hpp"
#include "tests/protocol/lists/model.hpp"

using namespace atrium;
using tests::listed_shop;
using tests::shop;

namespace {

template <class Method>
auto prepared(const shop& in, std::string_view json) {
  return actors::prepare_scan(tests::asked<Method>(json), *in.view);
}

const fields::tag_set& fields_of(const actors::list_of_customers& of) {
  return std::get<actors::shown_customers>(of.shown).fields;
}

}  // namespace

TEST_CASE("a list without parameters is the first page of all, with all their fields") {
  const shop some;
  const auto made = prepared<methods::customers_list>(some, "{}");
  REQUIRE(made);
  CHECK(made->limit == 50);
  CHECK(fields_of(*made).all());
  CHECK(made->by.by == lists::every_record);
  CHECK_FALSE(made->after);
}

TEST_CASE("id is among the fields whatever was chosen") {
  const shop some;
  const auto made = prepared<methods::customers_list>(some, R"({"fields": ["last_name"]})");
  REQUIRE(made);
  CHECK(fields_of(*made).count() == 2);
  CHECK(fields_of(*made)[records::customer::id_tag]);
}

TEST_CASE("all that is wrong with a list is told at once") {
  const shop some;
  CHECK(tests::wrong_in(prepared<methods::customers_list>(
            some, R"({"filter": {"nonsense": 1}, "search": "-", "sort": "mixins",
                      "fields": ["email_key"]})")) ==
        "filter.nonsense: unknown_parameter, search: invalid_field, sort: invalid_field, "
        "fields.0: unknown_parameter");
  CHECK(tests::wrong_in(prepared<methods::customers_count>(some, R"({"filter": {"id": 1}})")) ==
        "filter.id: invalid_field");
}

TEST_CASE("a cursor goes on with its own list only") {
  shop some;
  const auto first = prepared<methods::customers_list>(some, R"({"sort": "last_name"})");
  REQUIRE(first);
  const std::string cursor =
      lists::seal_cursor({"key", 7}, first->digest, some.view->tenant.reference_key);
  const auto next = [&](const std::string& sort) {
    return prepared<methods::customers_list>(
        some, R"({"sort": ")" + sort + R"(", "cursor": ")" + cursor + "\"}");
  };
  REQUIRE(next("last_name"));
  CHECK(next("last_name")->after == lists::place{"key", 7});
  CHECK(tests::wrong_in(next("-last_name")) == "cursor: invalid_field");
}

TEST_CASE("what a client of certain sites sees of a list is what it sees of a record") {
  shop some;
  records::customer north, south, homeless;
  north.home_site = "north";
  south.home_site = "south";
  for (const std::vector<std::string>& sites :
       {std::vector<std::string>{}, {"north"}, {"south", "discount"}}) {
    some.caller.sites = sites;
    for (const auto* each : {&north, &south, &homeless})
      CHECK(tests::is_wanted(actors::visible_customers(*some.view, some.caller), 1,
                             *lists::entries_of(*each, {})) ==
            actors::may_see(*some.view, some.caller, fields::encode_tagged(*each)));
  }
}

TEST_CASE("what restricted staff see of a list is what they see of a record") {
  shop some;
  std::vector<records::customer> all;
  for (const std::optional<std::string>& own :
       {std::optional<std::string>{}, {"vip"}, {"north"}, {"other"}})
    for (const std::optional<std::string>& preferred :
         {std::optional<std::string>{}, {"north"}, {"south"}})
      for (const std::optional<std::string>& home :
           {std::optional<std::string>{"north"}, {"south"}})
        all.push_back({.home_site = home, .preferred_site = preferred, .restriction = own});
  for (const bool sync : {false, true}) {
    some.make<methods::settings_update>(std::string(R"({"set": {"sites_and_restrictions_sync": )") +
                                        (sync ? "true}}" : "false}}"));
    for (const std::vector<std::string>& sites : {std::vector<std::string>{}, {"north"}}) {
      some.caller.sites = sites;
      some.caller.restrictions = {"vip", "north"};
      int seen = 0;
      for (const records::customer& each : all) {
        const bool listed = tests::is_wanted(actors::visible_customers(*some.view, some.caller), 1,
                                             *lists::entries_of(each, {}));
        CHECK(listed == actors::may_see(*some.view, some.caller, each));
        seen += listed;
      }
      CHECK(seen > 0);
      CHECK(seen < static_cast<int>(all.size()));
    }
    some.caller.sites.clear();
    some.caller.restrictions.clear();
  }
}

TEST_CASE("who was erased after the index heard of him last is not listed") {
  listed_shop some;
  std::vector<storage::index_change> heard;
  for (const std::uint64_t account : {1, 2}) {
    const records::customer now{.number = static_cast<std::int64_t>(account),
                                .erased = account == 1};
    test::commit_one(*some.data, test::put_set(test::customer(some.in.view->number.value, account),
                                               fields::encode_tagged(now)));
    heard.push_back({{account}, lists::entries_of({.number = now.number}, {})});
  }
  some.serve(heard, 2);
  CHECK(some.answer<methods::customers_list>(R"({"fields": ["number"]})") ==
        R"({"items": [{"id": "", "number": 2}], "total": 2, "seq": 2})");
}

namespace {

// Whether the shop answers, or what it tells who asks.
template <class Method = methods::customers_list>
std::string told(const listed_shop& by, std::string_view json) {
  const auto made = by.made<Method>(json);
  if (made) return "ok";
  return made.failure().retry_after_ms ? made.failure().message : tests::wrong_in(made);
}

constexpr const char* tier_and_points =
    R"({"entity": "customer", "indexed": ["tier", "points"], "schema": {"type": "object",
    "properties": {"tier": {"type": "string"}, "points": {"type": "number"}}}})";

}  // namespace

TEST_CASE("who asks by a column that the index lacks is told to wait, and nobody else") {
  listed_shop at;
  at.in.make<methods::mixins_define>(tier_and_points);
  at.serve({}, 0, {1001});
  const std::string wait = "the index of mixins.tier is being built";
  for (const char* each :
       {R"({"filter": {"mixins.tier": "gold"}})",
        R"({"filter": {"or": [{"kind": "guest"}, {"not": {"mixins.tier": "gold"}}]}})",
        R"({"filter": {"mixins.tier": {"contains": "gold"}}})",
        R"({"filter": {"mixins.tier": {"exists": false}}})", R"({"sort": "-mixins.tier"})"})
    CHECK(told(at, each) == wait);
  CHECK(told<methods::customers_count>(
            at, R"({"filter": {"mixins.points": 1, "mixins.tier": "gold"}})") == wait);
  CHECK(told(at, R"({"filter": {"mixins.points": 1}, "sort": "mixins.points"})") == "ok");
  CHECK(told(at, R"({"search": "gold", "filter": {"mixins.points": 1}})") == "ok");
  CHECK(told<methods::customers_count>(at, "{}") == "ok");
}

TEST_CASE("a column that is not indexed any more is refused, whatever the index still has") {
  listed_shop at;
  at.in.make<methods::mixins_define>(tier_and_points);
  at.in.make<methods::mixins_define>(
      R"({"entity": "customer", "indexed": ["points"], "schema": {"type": "object",
          "properties": {"tier": {"type": "string"}, "points": {"type": "number"}}}})");
  at.serve({}, 0, {1000, 1001});
  CHECK(told(at, R"({"filter": {"mixins.tier": "gold"}, "sort": "mixins.tier"})") ==
        "filter.mixins.tier: invalid_field, sort: invalid_field");
  CHECK(told(at, R"({"sort": "mixins.points"})") == "ok");
}
