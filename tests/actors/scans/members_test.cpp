// segments.members: customers.list by another name.
#include "actors/scans/scan.hpp"
#include "actors/tenant/segments_settled.hpp"
#include "protocol/lists/matching.hpp"
#include "protocol/methods/customer_lists.hpp"
#include "protocol/methods/segments.hpp"
#include "protocol/methods/tenants.hpp"
#include "tests/actors/shop.hpp"

using namespace atrium;
using namespace atrium::tests;

namespace {

outcome<actors::list_of_customers> members(const shop& in, std::string_view json) {
  return actors::prepare_scan(asked<methods::segments_members>(json), *in.view);
}

}  // namespace

TEST_CASE("the members of a segment are the list that is asked by it") {
  shop in;
  in.make<methods::segments_define>(R"({"segment": "friends"})");
  in.make<methods::segments_define>(R"({"segment": "active", "filter": {"active": true}})");
  in.apply(actors::decide(actors::segments_settled{1, std::string(lists::matching_version())},
                          *in.view, in.context()));
  for (const auto& [segment, filter] : {std::pair{"friends", R"({"groups": "friends"})"},
                                        std::pair{"active", R"({"segments": "active"})"}}) {
    const auto made = members(
        in, R"({"sort": "-last_name", "limit": 7, "segment": ")" + std::string(segment) + "\"}");
    const auto list = actors::prepare_scan(
        asked<methods::customers_list>(R"({"sort": "-last_name", "limit": 7, "filter": )" +
                                       std::string(filter) + "}"),
        *in.view);
    REQUIRE(made);
    REQUIRE(list);
    CHECK(made->digest == list->digest);  // of condition and order: cursors fit both
    CHECK(made->limit == 7);
    CHECK(made->with_contacts);  // they belong to it as others do
  }
}

TEST_CASE("there are no members of what is not there, goes, settles, or is not the tenant's") {
  shop in;
  CHECK(wrong_in(members(in, R"({"segment": "friends"})")) == "segment: not_found");
  in.make<methods::segments_define>(R"({"segment": "friends"})");
  CHECK(members(in, R"({"segment": "friends"})"));
  CHECK(wrong_in(members(in, R"({"segment": "friends", "sort": "groups"})")) ==
        "sort: invalid_field");
  in.make<methods::segments_remove>(R"({"segment": "friends"})");
  CHECK(wrong_in(members(in, R"({"segment": "friends"})")) == "segment: not_found");
  in.make<methods::segments_define>(R"({"segment": "active", "filter": {"active": true}})");
  CHECK(wrong_in(members(in, R"({"segment": "active"})")) == "overloaded");
  in.make<methods::settings_update>(R"({"set": {"marketing": false}})");
  CHECK(wrong_in(members(in, R"({"segment": "active"})")) == "capability_off");
}
