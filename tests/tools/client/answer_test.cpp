#include "tools/client/answer.hpp"

#include <catch2/catch.hpp>

#include "protocol/wire/json.hpp"
#include "tools/client/endpoint.hpp"
#include "tools/client/parameters.hpp"

namespace {
std::string encoded(const std::string& json) { return atrium::wire::from_json(json).value(); }
}  // namespace

TEST_CASE("a member is found by its path") {
  const std::string value = encoded(R"({"a":{"b":{"c":5}},"t":"x","l":[1,2]})");
  CHECK(atrium::integer_member(value, "a.b.c") == 5);
  CHECK(atrium::text_member(value, "t") == "x");
  CHECK_FALSE(atrium::integer_member(value, "t"));
  CHECK(atrium::member(value, "a.x.c").empty());
  CHECK(atrium::member(value, "t.a").empty());
  CHECK(atrium::member({}, "a").empty());
}

TEST_CASE("a plain text has no control characters, and anything else is JSON") {
  CHECK(atrium::plain(encoded(R"("a\u001b[31mü\n")")) == "a?[31mü?");
  CHECK(atrium::plain(encoded(R"([1,true])")) == "[1, true]");
  CHECK(atrium::plain({}).empty());
}

TEST_CASE("parameters come out in the order they were given") {
  const std::vector<std::string> texts{"x", "y"};
  const std::string map = atrium::parameters{}
                              .text("a", "b")
                              .text_if("left_out", "")
                              .integer("n", -3)
                              .texts("l", texts)
                              .encoded("m", encoded("{}"))
                              .map();
  CHECK(atrium::wire::to_json(map, -1) == R"({"a": "b", "n": -3, "l": ["x", "y"], "m": {}})");
}

TEST_CASE("an endpoint is written as it is read") {
  for (const char* text : {"127.0.0.1:7420", "[::1]:7420", "accounts.example.com:443"}) {
    const auto parsed = atrium::parse_endpoint(text);
    REQUIRE(parsed);
    CHECK(parsed->text() == text);
  }
  for (const char* text : {"", "localhost", "127.0.0.1:0", "127.0.0.1:70000", ":7420"})
    CHECK_FALSE(atrium::parse_endpoint(text));
}
