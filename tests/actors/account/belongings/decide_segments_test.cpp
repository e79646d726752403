// Who belongs to which segments: by hand, by rules that his record matches, and when these change.
#include "actors/account/belongings/rules_to_follow.hpp"
#include "actors/tenant/segments.hpp"
#include "actors/tenant/segments_settled.hpp"
#include "protocol/lists/matching.hpp"
#include "protocol/methods/merging.hpp"
#include "protocol/methods/tenants.hpp"
#include "tests/actors/account/changes.hpp"

using namespace atrium;
using namespace atrium::tests;
using methods::customers_update;
using methods::segments_assign;
using methods::segments_define;
using methods::segments_unassign;
using names = std::optional<std::vector<std::string>>;
using told = std::vector<std::string>;

namespace {

constexpr const char* into_friends = R"({"segment": "friends", "customer": {"id": "c41"}})";

void settle(shop& at) {
  at.apply(actors::decide(actors::segments_settled{at.view->segment_rules.version,
                                                   std::string(lists::matching_version())},
                          *at.view, at.context()));
}

// What the journal is told, with the segment or the fields.
told told_in(const actors::decision& made) {
  told all;
  for (const auto& each : made.changes.journal) {
    const auto entry = fields::decode_tagged<records::change>(each.value).value();
    std::string words = entry.kind;
    if (entry.object) words += " " + *entry.object;
    for (const std::string& field : entry.fields_changed) words += " " + field;
    CHECK((entry.version ? entry.version : entry.customer_version) == made.after.profile->version);
    all.push_back(words);
  }
  return all;
}

actors::decision followed(anna& her) {
  auto made = actors::decide(actors::rules_to_follow{}, her.now, her.in.account_context());
  REQUIRE(made);
  her.now = made->after;
  return std::move(made).value();
}

}  // namespace

TEST_CASE("who is assigned to a group belongs to it, and hears of all that he belongs to") {
  shop in;
  in.make<segments_define>(R"({"segment": "friends"})");
  in.make<segments_define>(R"({"segment": "best"})");
  anna her(in);
  const auto made = her.done<segments_assign>(into_friends);
  CHECK(told_in(made) == told{"segment.entered friends groups", "customer.updated groups"});
  CHECK(her.now.profile->version == 2);
  const auto again = her.done<segments_assign>(into_friends);
  CHECK(again.changes.puts.empty());
  CHECK(again.changes.journal.empty());
  her.done<segments_assign>(R"({"segment": "best", "customer": {"id": "c41"}})");
  CHECK(her.now.profile->groups == names{{"best", "friends"}});
  CHECK(told_in(her.done<segments_unassign>(into_friends)) ==
        told{"segment.left friends groups", "customer.updated groups"});
  her.done<segments_unassign>(R"({"segment": "best", "customer": {"id": "c41"}})");
  CHECK_FALSE(her.now.profile->groups);
  CHECK(her.done<segments_unassign>(into_friends).changes.puts.empty());
}

TEST_CASE("nobody is assigned to a rule, to nothing, or beyond the limit") {
  shop in;
  in.make<segments_define>(R"({"segment": "friends"})");
  in.make<segments_define>(R"({"segment": "all", "filter": {}})");
  anna her(in);
  const auto wrong = [&](const char* segment) {
    return wrong_in(her.decided<segments_assign>(R"({"customer": {"id": "c41"}, "segment": ")" +
                                                 std::string(segment) + "\"}"));
  };
  CHECK(wrong("all") == "segment: invalid_field");
  CHECK(wrong("nobodys") == "segment: not_found");
  her.now.profile->groups.emplace();
  for (std::size_t i = 0; i < actors::groups_of_customer_max; ++i)
    her.now.profile->groups->push_back("a" + std::to_string(100 + i));
  CHECK(wrong("friends") == "limit_reached");
  in.make<methods::segments_remove>(R"({"segment": "friends"})");
  CHECK(wrong("friends") == "segment: not_found");
  in.make<methods::settings_update>(R"({"set": {"marketing": false}})");
  CHECK(wrong("all") == "capability_off");
  CHECK(wrong_in(her.decided<segments_unassign>(into_friends)) == "capability_off");
}

TEST_CASE("who is made belongs to what the rules say of him") {
  shop in;
  in.make<segments_define>(R"({"segment": "bells", "filter": {"last_name": "bell"}})");
  in.make<segments_define>(R"({"segment": "held", "filter": {"on_hold": true}})");
  in.make<segments_define>(R"({"segment": "late", "filter": {"number": {"ge": 41}}})");
  anna her(in);
  CHECK(her.first.after.profile->segments == names{{"bells", "late"}});
  CHECK(told_in(her.first) == told{"segment.entered bells segments",
                                   "segment.entered late segments", "customer.created"});
}

TEST_CASE("a change of a field that a rule names takes him in or out, and others ask nothing") {
  shop in;
  in.make<segments_define>(
      R"({"segment": "bells", "filter": {"last_name": {"starts_with": "b"}}})");
  settle(in);
  anna her(in);
  CHECK(her.now.profile->segments == names{{"bells"}});
  her.now.profile->segments.reset();  // would not be noticed by a change elsewhere
  her.done<customers_update>(R"({"customer": {"id": "c41"}, "set": {"first_name": "A"}})");
  CHECK_FALSE(her.now.profile->segments);
  CHECK(told_in(her.done<customers_update>(
            R"({"customer": {"id": "c41"}, "set": {"last_name": "Beller"}})")) ==
        told{"segment.entered bells segments", "customer.updated last_name"});
  CHECK(told_in(her.done<customers_update>(
            R"({"customer": {"id": "c41"}, "set": {"last_name": "Cole"}})")) ==
        told{"segment.left bells segments", "customer.updated last_name"});
  CHECK_FALSE(her.now.profile->segments);
}

TEST_CASE("while a rule settles any change has him follow it") {
  shop in;
  anna her(in);
  in.make<segments_define>(R"({"segment": "bells", "filter": {"last_name": "bell"}})");
  CHECK(told_in(her.done<customers_update>(
            R"({"customer": {"id": "c41"}, "set": {"first_name": "A"}})")) ==
        told{"segment.entered bells segments", "customer.updated first_name"});
}

TEST_CASE("who is asked to follow does so once, with a version of its own") {
  shop in;
  in.make<segments_define>(R"({"segment": "friends"})");
  anna her(in);
  her.done<segments_assign>(into_friends);
  in.make<segments_define>(
      R"({"segment": "inner", "filter": {"groups": {"in": ["friends", "x"]}}})");
  CHECK(told_in(followed(her)) ==
        told{"segment.entered inner segments", "customer.updated segments"});
  CHECK(her.now.profile->version == 3);
  const auto again = followed(her);
  CHECK(again.changes.puts.empty());
  CHECK(again.changes.journal.empty());
  in.make<methods::segments_remove>(R"({"segment": "friends"})");
  CHECK(told_in(followed(her)) == told{"segment.left friends groups", "segment.left inner segments",
                                       "customer.updated groups segments"});
  CHECK_FALSE(her.now.profile->groups);
}

TEST_CASE("a rule that this daemon cannot read leaves everybody as he is") {
  shop in;
  auto view = std::make_shared<actors::tenant_view>(*in.view);
  records::segment odd{.name = "odd", .revision = 1};
  odd.filter.emplace().bytes = wire::from_json(R"({"of a newer daemon": 1})").value();
  view->add(1, odd);
  view->segment_rules.version = 1;
  records::customer who{.segments = {{"odd"}}};
  actors::follow_rules(*view, nullptr, who);
  CHECK(who.segments == names{{"odd"}});
}

TEST_CASE("a shopper does not see what segments he belongs to, and it is part of his data") {
  using records::customer;
  CHECK_FALSE(fields::tags_for_shoppers<customer>[customer::groups_tag]);
  CHECK_FALSE(fields::tags_for_shoppers<customer>[customer::segments_tag]);
  fields::for_each_field<customer>([](const auto& one) {
    if (one.tag == customer::groups_tag || one.tag == customer::segments_tag)
      CHECK(one.personal == fields::privacy::personal);
  });
}

TEST_CASE("who is merged brings his groups, and the rules are asked anew") {
  shop in;
  in.make<segments_define>(R"({"segment": "friends"})");
  in.make<segments_define>(R"({"segment": "best"})");
  in.make<segments_define>(R"({"segment": "firms", "filter": {"company": {"exists": true}}})");
  settle(in);
  anna her(in);
  her.done<segments_assign>(into_friends);
  records::customer bob{.id = "bob",
                        .number = 52,
                        .company = "Bob's",
                        .locale = "de",
                        .currency = "EUR",
                        .custom_id = true};
  bob.groups = names{{"best", "friends"}};
  bob.segments = names{{"firms"}};
  actors::decide_context context = in.account_context();
  context.whole = actors::whole_account{{52}, bob, 1, {}, {}};
  const auto made = actors::decide(
      asked<methods::customers_merge>(R"({"customer": {"id": "c41"}, "from": {"id": "bob"}})"),
      her.now, context);
  REQUIRE(made);
  CHECK(made->after.profile->groups == names{{"best", "friends"}});
  CHECK(made->after.profile->segments == names{{"firms"}});
  CHECK(kinds_of(*made) ==
        told{"segment.entered", "segment.entered", "customer.merged_away", "customer.merged"});
  const std::string tombstone(storage::customer_key({7}, {52}).view());
  const auto left = std::ranges::find(made->changes.puts, tombstone, &storage::put::key);
  REQUIRE(left != made->changes.puts.end());
  const auto nothing = fields::decode_tagged<records::customer>(left->value);
  CHECK_FALSE(nothing->groups);
  CHECK_FALSE(nothing->segments);
}
