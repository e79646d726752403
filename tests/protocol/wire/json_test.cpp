#include "protocol/wire/json.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "protocol/wire/packer.hpp"
#include "protocol/wire/utf8.hpp"
#include "tests/protocol/wire/random_value.hpp"

using namespace atrium;
using namespace atrium::wire;
using namespace std::string_literals;

namespace {

std::string there_and_back(std::string_view json) {
  auto bytes = from_json(json);
  REQUIRE(bytes);
  return to_json(*bytes, -1);
}

std::string refused(std::string_view json) {
  auto bytes = from_json(json);
  REQUIRE_FALSE(bytes);
  CHECK(bytes.failure().code == errc::bad_request);
  return bytes.failure().message;
}

}  // namespace

TEST_CASE("JSON goes to MessagePack and back unchanged, in its order") {
  for (const char* json :
       {"null", "true", "false", "0", "-1", "9007199254740992", "-9007199254740992", "1.5", "1.0",
        R"("")", R"("caf\"\\\n\u0001é€😀")", "[]", "{}", R"([1, [2, [3, {}]], "x"])",
        R"({"z": 1, "a": {"y": [null, true]}, "m": -0.25})"})
    CHECK(there_and_back(json) == json);
}

TEST_CASE("integers stay integers and floating-point numbers stay what they are") {
  CHECK(*from_json("1") == "\x01");
  CHECK(*from_json("1.0") == "\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00"s);
  CHECK(*from_json("-33") == "\xd0\xdf");
  CHECK(*from_json("1e3") == "\xcb\x40\x8f\x40\x00\x00\x00\x00\x00"s);
}

TEST_CASE("integers that clients cannot read exactly are refused") {
  for (const char* json :
       {"9007199254740993", "-9007199254740993", "18446744073709551615", "18446744073709551616",
        "-99999999999999999999", "[1, 9007199254740993]"})
    CHECK(refused(json) == "Integers go from -2^53 to 2^53.");
}

TEST_CASE("what is no JSON is refused and says where") {
  CHECK(refused(R"({"a": })") == "Not valid JSON at byte 7.");
  for (const char* json : {"", " ", "{", "[1,]", "nope", "1 2", "{\"a\" 1}", "\"\xff\"", "1e999",
                           "\"\\ud800\"", "'a'", "[1"})
    CHECK_THAT(refused(json), Catch::StartsWith("Not valid JSON at byte"));
}

TEST_CASE("nesting is bounded both ways") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(there_and_back(nested(64)) == nested(64));
  CHECK_THAT(refused(nested(65)), Catch::Contains("nest deeper than 64"));
  CHECK_THAT(refused(std::string(1'000'000, '[')), Catch::Contains("nest deeper"));
  CHECK(to_json(std::string(64, '\x91') + '\xc0', -1).size() == 64 + 4 + 64);
  CHECK(to_json(std::string(65, '\x91') + '\xc0', -1).empty());
  CHECK(to_json(std::string(1'000'000, '\x91') + '\xc0', -1).empty());
}

TEST_CASE("values without a JSON form are shown for people") {
  CHECK(to_json("\xc4\x02\x00\xff"s, -1) == R"({"$bin": "00ff"})");
  CHECK(to_json("\xd4\x05\xaa", -1) == R"({"$ext": "05aa"})");
  CHECK(to_json("\xc7\x02\x05\xaa\xbb", -1) == R"({"$ext": "05aabb"})");
  CHECK(to_json("\x81\x01\xc0", -1) == R"({"1": null})");
  CHECK(to_json("\x81\x91\xa1k\xc0", -1) == R"({"[\"k\"]": null})");
  CHECK(to_json("\xa1\xff", -1) == "\"\ufffd\"");
  CHECK(to_json("\xca\x7f\xc0\x00\x00"s, -1) == "null");
  CHECK(to_json("\xcf\xff\xff\xff\xff\xff\xff\xff\xff", -1) == "18446744073709551615");
}

TEST_CASE("indented text has a line for each item") {
  CHECK(to_json(*from_json(R"({"a": [1, 2], "b": {}})"), 2) ==
        "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}");
}

TEST_CASE("bytes that are not exactly one value give no text") {
  for (const std::string& bytes : {""s, "\xc1"s, "\xc0\xc0"s, "\x91"s, "\xa2z"s, "\x81\x01"s,
                                   "\xcd\x01"s, "\xcb\x01"s, "\xd4\x01"s, "\xc4\x01"s})
    CHECK(to_json(bytes, -1).empty());
}

TEST_CASE("random values become text that is valid UTF-8 and, cut anywhere, none") {
  random_values random(3);
  for (int i = 0; i < 500; ++i) {
    buffer bytes;
    packer out(bytes);
    random.pack(out, 4);
    const std::string json = to_json(bytes.view(), 1);
    REQUIRE_FALSE(json.empty());
    REQUIRE(is_valid_utf8(json));
    REQUIRE(to_json(bytes.view().substr(0, bytes.size() - 1), 1).empty());
  }
}
