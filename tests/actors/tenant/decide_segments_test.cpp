// segments.define and segments.remove, and when their customers have followed.
#include "actors/tenant/segments.hpp"
#include "actors/tenant/segments_settled.hpp"
#include "protocol/lists/matching.hpp"
#include "protocol/methods/mixins.hpp"
#include "protocol/methods/tenants.hpp"
#include "storage/keys.hpp"
#include "tests/actors/shop.hpp"

using namespace atrium;
using namespace atrium::tests;
using methods::segment_state;
using methods::segments_define;
using methods::segments_remove;

namespace {

constexpr const char* friends = R"({"segment": "friends", "title": "Friends"})";
constexpr const char* active = R"({"segment": "active", "filter": {"active": true}})";

segment_state state_of(const shop& at, const char* name) {
  return actors::shown(*at.view, at.view->find_segment(name)->record).state;
}

actors::decided_tenant settled(shop& at, std::int64_t revision) {
  return actors::decide(actors::segments_settled{revision, std::string(lists::matching_version())},
                        *at.view, at.context());
}

std::vector<std::string> told_in(const shop& at) {
  std::vector<std::string> kinds;
  for (const auto& each : at.last.changes.journal) {
    const auto entry = fields::decode_tagged<records::change>(each.value).value();
    kinds.push_back(entry.kind + " " + entry.object.value_or(""));
  }
  return kinds;
}

}  // namespace

TEST_CASE("a group is settled as soon as it is defined, and asks nothing of customers") {
  shop at;
  at.make<segments_define>(friends);
  CHECK(at.view->segments_settled());
  CHECK(at.view->segment_rules.version == 0);
  CHECK(state_of(at, "friends") == segment_state::settled);
  CHECK(told_in(at) == std::vector<std::string>{"segment.defined friends"});
  at.make<segments_define>(friends);  // the same: nothing happens
  CHECK(at.last.changes.puts.empty());
  at.make<segments_define>(R"({"segment": "friends"})");
  CHECK(at.view->find_segment("friends")->record.version == 2);
  CHECK_FALSE(at.view->find_segment("friends")->record.title);
  CHECK(at.view->segments_settled());
}

TEST_CASE("a rule settles until all customers have followed it, and not one that came later") {
  shop at;
  at.make<segments_define>(active);
  CHECK_FALSE(at.view->segments_settled());
  CHECK(state_of(at, "active") == segment_state::settling);
  at.apply(settled(at, 1));
  CHECK(at.view->segments_settled());
  CHECK(state_of(at, "active") == segment_state::settled);
  CHECK(told_in(at) == std::vector<std::string>{"segment.settled active"});

  at.make<segments_define>(
      R"({"segment": "active", "title": "Who buys", "filter": {"active": true}})");
  CHECK(at.view->segments_settled());  // the rule is the same
  at.make<segments_define>(R"({"segment": "active", "filter": {"active": false}})");
  at.make<segments_define>(R"({"segment": "held", "filter": {"on_hold": true}})");
  CHECK(wrong_in(settled(at, 2)) == "overloaded");
  CHECK(state_of(at, "active") == segment_state::settling);
  at.apply(settled(at, 3));
  CHECK(told_in(at) == std::vector<std::string>{"segment.settled active", "segment.settled held"});
}

TEST_CASE("rules that another version of the daemon evaluated settle anew") {
  shop at;
  at.make<segments_define>(active);
  at.apply(actors::decide(actors::segments_settled{1, "another"}, *at.view, at.context()));
  CHECK_FALSE(at.view->segments_settled());
  CHECK(state_of(at, "active") == segment_state::settling);
}

TEST_CASE("a segment that is removed goes when nobody belongs to it any more") {
  shop at;
  at.make<segments_define>(friends);
  const std::uint64_t number = at.view->find_segment("friends")->number;
  at.make<segments_remove>(R"({"segment": "friends"})");
  CHECK(state_of(at, "friends") == segment_state::removing);
  CHECK(at.last.changes.may_use_reserve);
  CHECK(wrong_in(at.decided<segments_remove>(R"({"segment": "friends"})")) == "segment: not_found");
  CHECK(wrong_in(at.decided<segments_define>(friends)) == "overloaded");
  at.apply(settled(at, 1));
  CHECK_FALSE(at.view->find_segment("friends"));
  CHECK(told_in(at) == std::vector<std::string>{"segment.removed friends"});
  at.make<segments_define>(friends);
  CHECK(at.view->find_segment("friends")->number == number + 1);
  CHECK(at.view->find_segment("friends")->record.version == 1);
}

TEST_CASE("a rule is a filter of customers.list, but not by segments that rules make") {
  shop at;
  const auto wrong_with = [&](const std::string& filter) {
    return wrong_in(at.decided<segments_define>(R"({"segment": "s", "filter": )" + filter + "}"));
  };
  CHECK(wrong_with(R"({"nonsense": 1})") == "filter.nonsense: unknown_parameter");
  CHECK(wrong_with(R"({"verified_at": {"starts_with": "1"}})") ==
        "filter.verified_at.starts_with: invalid_field");
  CHECK(wrong_with(R"({"not": {"segments": {"exists": true}}})") == "filter: invalid_field");
  CHECK(wrong_with(R"({"groups": {"in": ["a", "b"]}})").empty());
  CHECK(wrong_with("{}").empty());
}

TEST_CASE("a group does not become a rule, nor the reverse") {
  shop at;
  at.make<segments_define>(friends);
  at.make<segments_define>(active);
  CHECK(wrong_in(at.decided<segments_define>(
            R"({"segment": "friends", "filter": {"active": true}})")) == "filter: invalid_field");
  CHECK(wrong_in(at.decided<segments_define>(R"({"segment": "active"})")) ==
        "filter: invalid_field");
}

TEST_CASE("there is a limit to segments, and they belong to marketing") {
  shop at;
  for (std::size_t i = 0; i < actors::segments_max; ++i)
    at.make<segments_define>("{\"segment\": \"s" + std::to_string(i) + "\"}");
  CHECK(wrong_in(at.decided<segments_define>(friends)) == "limit_reached");
  at.make<methods::settings_update>(R"({"set": {"marketing": false}})");
  CHECK(wrong_in(at.decided<segments_define>(friends)) == "capability_off");
  CHECK(wrong_in(at.decided<segments_remove>(R"({"segment": "s1"})")) == "capability_off");
}

TEST_CASE("if_version is the segment's") {
  shop at;
  at.make<segments_define>(active);
  at.options.if_version = 2;
  CHECK(wrong_in(at.decided<segments_define>(R"({"segment": "active", "filter": {}})")) ==
        "version_conflict");
  CHECK(wrong_in(at.decided<segments_remove>(R"({"segment": "active"})")) == "version_conflict");
  at.options.if_version = 1;
  at.make<segments_define>(R"({"segment": "active", "filter": {}})");
  CHECK(at.view->find_segment("active")->record.version == 2);
}

TEST_CASE("a column of mixins stays as long as a rule asks by it") {
  shop at;
  const auto define = [&](const char* indexed, const char* type) {
    return at.decided<methods::mixins_define>(
        R"({"entity": "customer", "indexed": )" + std::string(indexed) +
        R"(, "schema": {"type": "object", "properties": {"tier": {"type": ")" + type +
        R"("}, "points": {"type": "integer"}}}})");
  };
  at.apply(define(R"(["tier", "points"])", "string"));
  at.make<segments_define>(R"({"segment": "gold", "filter": {"or": [{"mixins.tier": "gold"}]}})");
  const auto dropped = define(R"(["points"])", "string");
  CHECK(wrong_in(dropped) == "indexed: invalid_field");
  CHECK(wrong_in(define(R"(["tier"])", "integer")) == "indexed: invalid_field");
  at.apply(define(R"(["tier"])", "string"));
  at.make<segments_remove>(R"({"segment": "gold"})");
  at.apply(define("[]", "string"));
}
