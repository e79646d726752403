#include "actors/scans/scan.hpp"

#include "actors/tenant/visible.hpp"
#include "protocol/lists/entries.hpp"
#include "tests/actors/shop.hpp"
#include "tests/protocol/lists/model.hpp"

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
      CHECK(
          tests::is_wanted(actors::visible_customers(some.caller), 1, *lists::entries_of(*each)) ==
          actors::may_see(some.caller, fields::encode_tagged(*each)));
  }
}
