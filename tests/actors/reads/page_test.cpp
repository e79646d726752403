#include "actors/reads/page.hpp"

#include <catch2/catch.hpp>

#include "protocol/wire/json.hpp"

using namespace atrium;
using namespace atrium::actors;

namespace {

std::string written(const page& of) {
  wire::buffer out;
  of.write(out);
  return wire::to_json(out.view(), -1);
}

void add(page& to, const std::string& text) {
  to.add().append(wire::from_json("\"" + text + "\"").value());
}

}  // namespace

TEST_CASE("a page has its items in order, and where to go on if there is more") {
  page listed(std::nullopt);
  CHECK(written(listed) == R"({"items": []})");
  add(listed, "a");
  add(listed, "b");
  CHECK(written(listed) == R"({"items": ["a", "b"]})");
  listed.continue_at(7);
  CHECK(written(listed) == R"({"items": ["a", "b"], "next_cursor": "7"})");
  listed.mark_partial();
  CHECK(written(listed) == R"({"items": ["a", "b"], "next_cursor": "7", "partial": true})");
}

TEST_CASE("a page is full at its limit") {
  page listed(2);
  add(listed, "a");
  CHECK_FALSE(listed.full());
  add(listed, "b");
  CHECK(listed.full());
}

TEST_CASE("a page of long items is full before its limit") {
  page listed(200);
  const std::string long_item(page_bytes_enough / 4, 'x');
  for (int i = 0; i < 3; ++i) add(listed, long_item);
  CHECK_FALSE(listed.full());
  add(listed, long_item);
  CHECK(listed.full());
}

TEST_CASE("a cursor is a number that a page gave, or refused") {
  CHECK(*number_in_cursor({}, 5) == 5);
  CHECK(*number_in_cursor("12", 5) == 12);
  CHECK(*number_in_cursor("999999999999999999", 5) == 999'999'999'999'999'999u);
  for (const char* wrong : {"-1", "a", "1 ", "1000000000000000000", "0x1"}) {
    CAPTURE(wrong);
    const auto number = number_in_cursor(wrong, 5);
    REQUIRE_FALSE(number);
    CHECK(number.failure().path == "cursor");
  }
}
