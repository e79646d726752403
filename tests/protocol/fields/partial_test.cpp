#include "protocol/fields/partial.hpp"

#include <catch2/catch.hpp>

#include "tests/protocol/fields/sample.hpp"

using namespace atrium;
using namespace atrium::tests;

namespace {

auto decode(std::string_view json) {
  return fields::decode_parameters<sample_update>(packed(json));
}

using names = std::vector<std::string>;

}  // namespace

TEST_CASE("only fields that differ are named as changed") {
  const auto call = decode(R"({"set": {"name": "anna", "size": 3, "flag": false}})");
  REQUIRE(call);
  sample target{.name = "anna", .size = 2};
  names changed;
  call->set.apply_to(target, changed);
  CHECK(changed == names{"size"});
  CHECK(target.size == 3);
}

TEST_CASE("null empties an optional field and is as good as not given for others") {
  const auto call = decode(R"({"set": {"name": null, "size": null}})");
  REQUIRE(call);
  sample target{.name = "anna", .size = 2};
  names changed;
  call->set.apply_to(target, changed);
  CHECK(changed == names{"name"});
  CHECK_FALSE(target.name);
  CHECK(target.size == 2);
}

TEST_CASE("a set refuses what may not be set, each with its path") {
  struct {
    const char* json;
    const char* wrong;
  } const cases[] = {
      {R"({"set": {"version": 2}})", "set.version: invalid_field"},
      {R"({"set": {"hidden": "h"}})", "set.hidden: unknown_parameter"},
      {R"({"set": {"nope": 1, "size": 0}})",
       "set.nope: unknown_parameter, set.size: invalid_field"},
      {R"({"set": {"size": 1, "size": 1}})", "set.size: invalid_field"},
      {R"({"set": 1})", "set: invalid_field"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.json);
    CHECK(wrong_in(decode(each.json)) == each.wrong);
  }
}

TEST_CASE("unset empties optional writable fields and refuses all others") {
  sample target{.name = "anna"};
  names changed;
  fields::problems found;
  fields::unset(target, {"name", "size", "version", "hidden", "nope"}, changed, found);
  CHECK(changed == names{"name"});
  CHECK_FALSE(target.name);
  CHECK(wrong_in(outcome<nothing>(found.take())) ==
        "unset.1: invalid_field, unset.2: invalid_field, unset.3: unknown_parameter, "
        "unset.4: unknown_parameter");
}

TEST_CASE("emptying what is empty changes nothing") {
  sample target;
  names changed;
  fields::problems found;
  fields::unset(target, {"name"}, changed, found);
  CHECK(changed.empty());
  CHECK(found.none());
}

TEST_CASE("what cannot be read is not given") {
  sample_update call;
  fields::problems found;
  CHECK_FALSE(
      fields::decode_parameters(packed(R"({"set": {"size": 0, "name": "anna"}})"), call, found));
  CHECK_FALSE(call.set.has(&sample::size));
  CHECK(call.set.has(&sample::name));
}
