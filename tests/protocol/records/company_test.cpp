#include "protocol/records/company.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace atrium;
using namespace atrium::records;

TEST_CASE("no state has two ways out by one verb, and each can be reached") {
  for (const company_step& each : company_steps) {
    CHECK(each.from != each.to);
    CHECK(state_after(each.from, each.by) == each.to);
    int ways = 0;
    for (const company_step& other : company_steps)
      ways += other.from == each.from && other.by == each.by;
    CHECK(ways == 1);
  }
  for (const company_state state :
       {company_state::approved, company_state::denied, company_state::disabled}) {
    const bool reached = std::any_of(company_steps.begin(), company_steps.end(),
                                     [&](const company_step& each) { return each.to == state; });
    CHECK(reached);
  }
}

TEST_CASE("what is below a stored company is read as it was written, whatever the rules are now") {
  const company bell{
      .id = "bell", .name = "Bell", .legal_entities = {{.id = "no id of today", .name = ""}}};
  const auto stored = fields::decode_tagged<company>(fields::encode_tagged(bell));
  REQUIRE(stored);
  CHECK(stored->legal_entities == bell.legal_entities);
}

TEST_CASE("a part of a stored company that lacks what is wanted today is read all the same") {
  company bell{.id = "bell", .name = "Bell"};
  std::string bytes = fields::encode_tagged(bell);
  // legal_entities, an empty list, becomes [{"id": "a"}].
  const std::string none("\x11\x90", 2), one("\x11\x91\x81\xa2id\xa1\x61", 8);
  const auto at = bytes.find(none);
  REQUIRE(at != std::string::npos);
  const auto stored = fields::decode_tagged<company>(bytes.replace(at, none.size(), one));
  REQUIRE(stored);
  REQUIRE(stored->legal_entities.size() == 1);
  CHECK(stored->legal_entities.front().id == "a");
}
