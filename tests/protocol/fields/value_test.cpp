#include "protocol/fields/value.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "tests/protocol/fields/sample.hpp"

using namespace atrium;
using namespace atrium::tests;
using namespace std::string_literals;

namespace {

// What is wrong with the bytes as a T; empty if nothing.
template <class T>
std::string wrong_as(std::string_view bytes, fields::rule rules = {}) {
  wire::cursor from(bytes);
  T value{};
  fields::problems found;
  const fields::path root;
  const bool good = fields::decode_value(from, value, rules, root / "it", found);
  CHECK(good == found.none());
  CHECK(from.at_end());  // consumed, whatever it was
  return good ? "" : wrong_in(outcome<nothing>(found.take()));
}

const std::string wrong = "it: invalid_field";

}  // namespace

TEST_CASE("a text is UTF-8 of at most so many bytes") {
  CHECK(wrong_as<std::string>("\xa2ok") == "");
  CHECK(wrong_as<std::string>("\xa2\xff\xfe") == wrong);
  CHECK(wrong_as<std::string>("\xa2ok", {.bytes_max = 1}) == wrong);
  CHECK(wrong_as<std::string>("\x01") == wrong);
  CHECK(wrong_as<std::string>("\xc0") == wrong);
  CHECK(wrong_as<std::string>("\xd4\x01x") == wrong);  // ext
}

TEST_CASE("a text is stored in its canonical form") {
  wire::cursor from("\xa1\x41");
  std::string value;
  fields::problems found;
  const auto shout = [](std::string_view) { return outcome<std::string>("canonical"s); };
  CHECK(fields::decode_text(from, value, {.format = shout}, {}, found));
  CHECK(value == "canonical");
}

TEST_CASE("an integer lies between its bounds and within 2^53") {
  CHECK(wrong_as<std::int64_t>("\x05") == "");
  CHECK(wrong_as<std::int64_t>("\x05", {.min = 6}) == wrong);
  CHECK(wrong_as<std::int64_t>("\x05", {.max = 4}) == wrong);
  CHECK(wrong_as<std::int64_t>("\xcf\x00\x20\x00\x00\x00\x00\x00\x00"s) == "");
  CHECK(wrong_as<std::int64_t>("\xcf\x00\x20\x00\x00\x00\x00\x00\x01"s) == wrong);
  CHECK(wrong_as<std::int64_t>("\xcf\xff\xff\xff\xff\xff\xff\xff\xff") == wrong);
  CHECK(wrong_as<std::int64_t>("\xcb\x40\x14\x00\x00\x00\x00\x00\x00"s) == wrong);  // 5.0
  CHECK(wrong_as<std::int64_t>("\xa1\x35") == wrong);
}

TEST_CASE("a list has at most so many items, each by the rules") {
  using numbers = std::vector<std::int64_t>;
  CHECK(wrong_as<numbers>("\x92\x01\x02", {.items_max = 2}) == "");
  CHECK(wrong_as<numbers>("\x93\x01\x02\x03", {.items_max = 2}) == wrong);
  CHECK(wrong_as<std::optional<numbers>>("\x93\x01\x02\x03", {.items_max = 2}) == wrong);
  CHECK(wrong_as<numbers>("\x92\x01\x02", {.max = 1, .items_max = 2}) == "it.1: invalid_field");
}

TEST_CASE("a list that is given stands in the place of what there was") {
  wire::cursor from("\x91\x07");
  std::vector<std::int64_t> value{1, 2};
  fields::problems found;
  CHECK(fields::decode_value(from, value, {}, {}, found));
  CHECK(value == std::vector<std::int64_t>{7});
}

TEST_CASE("a boolean is true or false, never 0 or 1") {
  CHECK(wrong_as<bool>("\xc3") == "");
  CHECK(wrong_as<bool>("\x01") == wrong);
}

TEST_CASE("an enumeration has its names and no others") {
  CHECK(wrong_as<colour>("\xa5green") == "");
  CHECK(wrong_as<colour>("\xa4GREE") == wrong);
  CHECK(wrong_as<colour>("\x01") == wrong);
}

TEST_CASE("each wrong element of a list is told with its position") {
  CHECK(wrong_as<std::vector<std::string>>("\x93\x01\xa1x\x02") ==
        "it.0: invalid_field, it.2: invalid_field");
  CHECK(wrong_as<std::vector<std::string>>("\x80") == wrong);
}

TEST_CASE("a caller's own map is checked through and through") {
  struct {
    std::string bytes;
    std::string told;
  } const cases[] = {
      {packed(R"({"a": {"b": [1, 1.5, null, true, "x", {}]}})"), ""},
      {packed(R"({"a": {"__proto__": 1}})"), "it.a.__proto__: invalid_field"},
      {packed(R"({"a": [{"x": 1, "x": 2}]})"), "it.a.0.x: invalid_field"},
      {"\x81\x01\x02", "it: invalid_field"},                                      // a key of 1
      {"\x81\xa1k\xd4\x01x", "it.k: invalid_field"},                              // ext
      {"\x81\xa1k\xc4\x01x", "it.k: invalid_field"},                              // bin
      {"\x81\xa1k\xa1\xff", "it.k: invalid_field"},                               // not UTF-8
      {"\x81\xa1\xff\x01", "it: invalid_field"},                                  // key not UTF-8
      {"\x81\xa1k\xcb\x7f\xf0\x00\x00\x00\x00\x00\x00"s, "it.k: invalid_field"},  // infinity
      {"\x81\xa1k\xcf\x00\x20\x00\x00\x00\x00\x00\x01"s, "it.k: invalid_field"},  // 2^53 + 1
      {"\x81\xa1k\xcf\xff\xff\xff\xff\xff\xff\xff\xff", "it.k: invalid_field"},
      {"\x90", "it: invalid_field"},
  };
  for (const auto& each : cases) {
    CAPTURE(wire::to_json(each.bytes, -1));
    CHECK(wrong_as<fields::dynamic_map>(each.bytes) == each.told);
  }
  CHECK(wrong_as<fields::dynamic_map>(packed(R"({"a": "1234567890"})"), {.bytes_max = 8}) ==
        "it: too_large");
}

TEST_CASE("a secret is text of at most so many bytes, and its value is in no message") {
  CHECK(wrong_as<secret>("\xa2ok") == "");
  CHECK(wrong_as<secret>("\xa2\xff\xfe") == wrong);
  wire::cursor from("\xa6hunter");
  secret value;
  fields::problems found;
  CHECK_FALSE(fields::decode_secret(from, value, {.bytes_max = 3}, {}, found));
  CHECK(found.take().message.find("hunter") == std::string::npos);
}
