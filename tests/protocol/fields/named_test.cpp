#include "protocol/fields/named.hpp"

#include <catch2/catch.hpp>

#include "tests/protocol/fields/sample.hpp"

using namespace atrium;
using namespace atrium::tests;

namespace {

auto decode(std::string_view json) { return fields::decode_parameters<sample_call>(packed(json)); }

}  // namespace

TEST_CASE("parameters are read by name, in any order, embedded ones among them") {
  const auto call = decode(R"({"size": 3, "nested": {"count": -2}, "who": "x"})");
  REQUIRE(call);
  CHECK(call->who == "x");
  REQUIRE(call->nested);
  CHECK(call->nested->count == -2);
  CHECK(call->given.values().size == 3);
  CHECK(call->given.has(&sample::size));
  CHECK_FALSE(call->given.has(&sample::name));
}

TEST_CASE("no parameters at all are an empty map") {
  CHECK(wrong_in(fields::decode_parameters<sample_call>("")) == "who: missing_field");
}

TEST_CASE("all that is wrong is told at once, with its path") {
  struct {
    const char* json;
    const char* wrong;
  } const cases[] = {
      {R"({})", "who: missing_field"},
      {R"({"who": 1})", "who: invalid_field"},
      {R"({"who": null})", "who: invalid_field"},
      {R"({"who": "x", "zzz": 1})", "zzz: unknown_parameter"},
      {R"({"who": "x", "__proto__": {}})", "__proto__: unknown_parameter"},
      {R"({"who": "x", "version": 4})", "version: unknown_parameter"},
      {R"({"who": "x", "hidden": "h"})", "hidden: unknown_parameter"},
      {R"({"who": "x", "who": "y"})", "who: invalid_field"},
      {R"({"who": "x", "size": 1, "size": 2})", "size: invalid_field"},
      {R"({"who": "12345678901234567"})", "who: invalid_field"},
      {R"({"who": "x", "nested": {"count": "1", "more": 1}})",
       "nested.count: invalid_field, nested.more: unknown_parameter"},
      {R"({"who": "x", "nested": []})", "nested: invalid_field"},
      {R"({"size": 11, "name": "ABC", "paint": "blue", "flag": 1})",
       "size: invalid_field, name: invalid_field, paint: invalid_field, flag: invalid_field, "
       "who: missing_field"},
      {R"([])", ": invalid_field"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.json);
    CHECK(wrong_in(decode(each.json)) == each.wrong);
  }
}

TEST_CASE("the error as a whole has the code and the path of the first problem") {
  const auto call = decode(R"({"size": 11})");
  REQUIRE_FALSE(call);
  CHECK(call.failure().code == errc::invalid_field);
  CHECK(call.failure().path == "size");
}

TEST_CASE("a key that is no string is refused, and what follows is still read") {
  const std::string bytes("\x82\x01\x02\xa3who\xa1x", 9);
  CHECK(wrong_in(fields::decode_parameters<sample_call>(bytes)) == ": invalid_field");
}

TEST_CASE("a key that is no text does not reach the answer") {
  const std::string bytes("\x82\xa2\xff\xfe\x01\xa3who\xa1x", 11);
  CHECK(wrong_in(fields::decode_parameters<sample_call>(bytes)) == "?: unknown_parameter");
}

TEST_CASE("what was decoded is encoded as it came; what is absent takes no place") {
  inner value{.count = 7};
  wire::buffer bytes;
  fields::encode_named(bytes, value);
  CHECK(wire::to_json(bytes.view(), -1) == R"({"count": 7})");
  struct maybe {
    std::optional<std::string> text;
    static constexpr auto fields() {
      return atrium::fields::list{atrium::fields::parameter{"text", &maybe::text, ""}};
    }
  };
  bytes.clear();
  fields::encode_named(bytes, maybe{});
  CHECK(wire::to_json(bytes.view(), -1) == "{}");
}
