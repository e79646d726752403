#include "actors/scans/scan.hpp"

#include "actors/tenant/visible.hpp"
#include "protocol/lists/entries.hpp"
#include "protocol/methods/customer_lists.hpp"
#include "protocol/methods/mixins.hpp"
#include "protocol/methods/tenants.hpp"
#include "protocol/wire/json.hpp"
#include "storage/keys.hpp"
#include "tests/actors/shop.hpp"
#include "tests/protocol/lists/model.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using tests::shop;

namespace {

template <class Method>
outcome<actors::scan> prepared(const shop& in, std::string_view json) {
  return actors::prepare_scan(tests::asked<Method>(json), *in.view);
}

}  // namespace

TEST_CASE("a list without parameters is the first page of all, with all their fields") {
  const shop some;
  const auto made = prepared<methods::customers_list>(some, "{}");
  REQUIRE(made);
  CHECK(made->limit == 50);
  CHECK(made->shown.all());
  CHECK(made->by.by == lists::every_record);
  CHECK_FALSE(made->after);
}

TEST_CASE("id is among the fields whatever was chosen") {
  const shop some;
  const auto made = prepared<methods::customers_list>(some, R"({"fields": ["last_name"]})");
  REQUIRE(made);
  CHECK(made->shown.count() == 2);
  CHECK(made->shown[records::customer::id_tag]);
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
  shop some;
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  const auto index = storage::list_index::open(folder.path(), {});
  REQUIRE(index);
  const tenant_number tenant = some.view->number;
  std::vector<storage::index_change> heard;
  for (const std::uint64_t account : {1, 2}) {
    const records::customer now{.number = static_cast<std::int64_t>(account),
                                .erased = account == 1};
    test::commit_one(
        *data, test::put_set(test::customer(tenant.value, account), fields::encode_tagged(now)));
    heard.push_back({{account}, lists::entries_of({.number = now.number}, {})});
  }
  REQUIRE((*index)->begin_building(tenant, 2, {}));
  REQUIRE((*index)->fill(tenant, heard, {2}));
  REQUIRE((*index)->take_over(tenant));

  storage::index_snapshot lists(**index);
  storage::snapshot store(*data);
  REQUIRE(lists.renew());
  REQUIRE(store.renew());
  const auto asked = prepared<methods::customers_list>(some, R"({"fields": ["number"]})");
  REQUIRE(asked);
  wire::buffer out;
  REQUIRE(actors::answer_scan(*asked, some.caller, *some.view, {lists, store, 1000}, out));
  CHECK(wire::to_json(out.view(), -1) ==
        R"({"items": [{"id": "", "number": 2}], "total": 2, "seq": 2})");
}

namespace {

// An index of the tenant that was begun with these columns and holds nobody.
struct begun_index {
  begun_index(const shop& of, const std::vector<lists::column>& columns) : in(of) {
    REQUIRE((*index)->begin_building(of.view->number, 0, columns));
    REQUIRE((*index)->take_over(of.view->number));
    REQUIRE(lists.renew());
    REQUIRE(store.renew());
  }

  template <class Method>
  std::string answer(std::string_view json) const {
    const auto asked = prepared<Method>(in, json);
    if (!asked) return tests::wrong_in(asked);
    wire::buffer out;
    const auto made = actors::answer_scan(*asked, in.caller, *in.view, {lists, store, 1000}, out);
    if (made) return "ok";
    return made.failure().retry_after_ms ? made.failure().message : "for good";
  }
  std::string list(std::string_view json) const { return answer<methods::customers_list>(json); }
  std::string count(std::string_view json) const { return answer<methods::customers_count>(json); }

  const shop& in;
  const test::scratch_folder folder{};
  const std::unique_ptr<storage::store> data = test::new_store(folder.path());
  const outcome<std::unique_ptr<storage::list_index>> index =
      storage::list_index::open(folder.path(), {});
  storage::index_snapshot lists{**index};
  storage::snapshot store{*data};
};

constexpr const char* tier_and_points =
    R"({"entity": "customer", "indexed": ["tier", "points"], "schema": {"type": "object",
    "properties": {"tier": {"type": "string"}, "points": {"type": "number"}}}})";

}  // namespace

TEST_CASE("who asks by a column that the index lacks is told to wait, and nobody else") {
  shop some;
  some.make<methods::mixins_define>(tier_and_points);
  const begun_index at(some, {1001});
  const std::string wait = "the index of mixins.tier is being built";
  CHECK(at.list(R"({"filter": {"mixins.tier": "gold"}})") == wait);
  CHECK(at.list(R"({"filter": {"or": [{"kind": "guest"}, {"not": {"mixins.tier": "gold"}}]}})") ==
        wait);
  CHECK(at.list(R"({"filter": {"mixins.tier": {"contains": "gold"}}})") == wait);
  CHECK(at.list(R"({"filter": {"mixins.tier": {"exists": false}}})") == wait);
  CHECK(at.list(R"({"sort": "-mixins.tier"})") == wait);
  CHECK(at.count(R"({"filter": {"mixins.points": 1, "mixins.tier": "gold"}})") == wait);
  CHECK(at.list(R"({"filter": {"mixins.points": 1}, "sort": "mixins.points"})") == "ok");
  CHECK(at.list(R"({"search": "gold", "filter": {"mixins.points": 1}})") == "ok");
  CHECK(at.count("{}") == "ok");
}

TEST_CASE("a column that is not indexed any more is refused, whatever the index still has") {
  shop some;
  some.make<methods::mixins_define>(tier_and_points);
  some.make<methods::mixins_define>(
      R"({"entity": "customer", "indexed": ["points"], "schema": {"type": "object",
          "properties": {"tier": {"type": "string"}, "points": {"type": "number"}}}})");
  const begun_index at(some, {1000, 1001});
  CHECK(at.list(R"({"filter": {"mixins.tier": "gold"}, "sort": "mixins.tier"})") ==
        "filter.mixins.tier: invalid_field, sort: invalid_field");
  CHECK(at.list(R"({"sort": "mixins.points"})") == "ok");
}
