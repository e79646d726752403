// segments.list: how many belong to each segment, by the counts that the index keeps.
#include "actors/tenant/segments_settled.hpp"
#include "protocol/lists/matching.hpp"
#include "protocol/methods/segments.hpp"
#include "protocol/methods/tenants.hpp"
#include "tests/actors/scans/listed_shop.hpp"

using namespace atrium;
using actors::principal;

namespace {

// A shop with a group of two, one of them a contact, and a rule that one customer matches.
struct segmented_people : tests::listed_shop {
  segmented_people() {
    in.make<methods::segments_define>(R"({"segment": "friends"})");
    in.make<methods::segments_define>(R"({"segment": "active", "filter": {"active": true}})");
    in.apply(actors::decide(actors::segments_settled{1, std::string(lists::matching_version())},
                            *in.view, in.context()));
    in.make<methods::segments_define>(R"({"segment": "nobody"})");
    renew();
  }

  void build() {
    using names = std::vector<std::string>;
    records::customer ann{.number = 1, .kind = records::customer_kind::registered};
    ann.groups = names{"friends"};
    ann.segments = names{"active"};
    records::customer bob{.number = 2, .kind = records::customer_kind::contact};
    bob.groups = names{"friends"};
    const std::vector<storage::index_change> all{{{1}, lists::entries_of(ann, {})},
                                                 {{2}, lists::entries_of(bob, {})}};
    serve(all, 5);
  }

  // "name members …" of each, and the number that they were counted at.
  std::string counted_for(const principal& caller) const {
    const auto result = made<methods::segments_list>("{}", caller);
    if (!result) return tests::wrong_in(result);
    const auto answer = fields::decode_parameters<methods::segments_list::result>(*result);
    REQUIRE(answer);
    std::string found;
    for (const auto& each : answer->items)
      found += each.segment + " " + (each.members ? std::to_string(*each.members) : "?") + " ";
    return found + (answer->seq ? std::to_string(*answer->seq) : "?");
  }
};

principal reader() {
  return {.what = principal::kind::client,
          .tenant = {7},
          .scopes = methods::any_of(records::scope::customers_read)};
}

const std::string uncounted = "active ? friends ? nobody ? ?";

}  // namespace

TEST_CASE("segments are listed with how many belong to them, contacts among them") {
  segmented_people some;
  some.build();
  CHECK(some.counted_for(reader()) == "active 1 friends 2 nobody 0 5");
  CHECK(*some.lists.count_of(some.in.view->number, records::customer::groups_tag, "friends") == 2);
}

TEST_CASE("while there is no index segments are listed without counts") {
  const segmented_people some;
  CHECK(some.counted_for(reader()) == uncounted);
}

TEST_CASE("who does not see all customers is not told how many they are") {
  segmented_people some;
  some.build();
  principal of_a_site = reader(), of_a_restriction = reader(), marketing = reader();
  of_a_site.sites = {"north"};
  of_a_restriction.restrictions = {"vip"};
  marketing.scopes = methods::any_of(records::scope::marketing);
  principal the_operator{.what = principal::kind::operators};
  for (const principal* each : {&of_a_site, &of_a_restriction, &marketing, &the_operator})
    CHECK(some.counted_for(*each) == uncounted);
}

TEST_CASE("segments are listed at tenants with marketing") {
  segmented_people some;
  some.in.make<methods::settings_update>(R"({"set": {"marketing": false}})");
  CHECK(some.counted_for(reader()) == "capability_off");
}
