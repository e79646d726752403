#include "protocol/fields/tagged.hpp"

#include <catch2/catch.hpp>

#include "tests/protocol/fields/sample.hpp"

using namespace atrium;
using namespace atrium::tests;

namespace {

sample full_sample() {
  sample value{.version = 3, .name = "anna", .size = -5, .flag = true, .paint = colour::green};
  value.words = {"a", "b"};
  value.extra.bytes = packed(R"({"k": [1, null]})");
  value.hidden = std::string("\xff\0x", 3);
  return value;
}

// A map from tags to values, written by hand.
std::string tagged(std::initializer_list<std::pair<int, std::string>> pairs) {
  std::string bytes(1, static_cast<char>(0x80 | pairs.size()));
  for (const auto& [tag, value] : pairs) bytes += static_cast<char>(tag) + value;
  return bytes;
}

std::string shown(std::string_view stored) {
  wire::buffer bytes;
  fields::show<sample>(bytes, stored);
  return wire::to_json(bytes.view(), -1);
}

}  // namespace

TEST_CASE("a record comes back as it was stored") {
  for (const sample& each : {sample{}, full_sample()}) {
    const auto back = fields::decode_tagged<sample>(fields::encode_tagged(each));
    REQUIRE(back);
    CHECK(*back == each);
  }
}

TEST_CASE("tags that this version does not know survive a rewrite") {
  const std::string newer = tagged({{99, "\xa3new"}, {1, "\x05"}, {100, "\x92\x01\xc0"}});
  auto value = fields::decode_tagged<sample>(newer);
  REQUIRE(value);
  CHECK(value->version == 5);
  CHECK(value->unknown.count == 2);
  value->version = 6;
  const auto again = fields::decode_tagged<sample>(fields::encode_tagged(*value));
  REQUIRE(again);
  CHECK(again->version == 6);
  CHECK(again->unknown == value->unknown);
}

TEST_CASE("rules of today do not make a record of yesterday unreadable") {
  sample value;
  value.name = "CAPITALS AND TOO LONG";
  value.size = 1'000'000;
  CHECK(fields::decode_tagged<sample>(fields::encode_tagged(value)) == value);
}

TEST_CASE("bytes that are no such record are not taken for one") {
  const std::string whole = fields::encode_tagged(full_sample());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(fields::decode_tagged<sample>(std::string_view(whole).substr(0, size)));
  }
  CHECK_FALSE(fields::decode_tagged<sample>(whole + "x"));
  CHECK_FALSE(fields::decode_tagged<sample>(tagged({{1, "\xa1x"}})));  // a text for the version
  CHECK_FALSE(fields::decode_tagged<sample>("\x91\x01"));
  CHECK_FALSE(fields::decode_tagged<sample>("\x81\x06\xdd\xff\xff\xff\xff"));  // 4 billion words
  CHECK_FALSE(fields::decode_tagged<sample>("\x81\xa1x\x01"));  // a tag that is no number
}

TEST_CASE("what is shown has names for tags, and neither hidden nor unknown fields") {
  CHECK(shown(fields::encode_tagged(full_sample())) ==
        R"({"version": 3, "name": "anna", "size": -5, "flag": true, "paint": "green", )"
        R"("words": ["a", "b"], "extra": {"k": [1, null]}})");
  CHECK(shown(tagged({{99, "\x01"}, {1, "\x02"}})) == R"({"version": 2})");
  CHECK(shown(tagged({{40, "\xa1s"}})) == "{}");
}

TEST_CASE("damaged bytes still show as a whole map") {
  const std::string whole = fields::encode_tagged(full_sample());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(shown(std::string_view(whole).substr(0, size)).empty());
  }
}
