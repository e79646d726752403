#include "protocol/wire/cursor.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "protocol/wire/packer.hpp"

using namespace atrium::wire;
using namespace std::string_view_literals;

TEST_CASE("the cursor reads a map of mixed values in order") {
  buffer bytes;
  packer out(bytes);
  out.pack_map(2);
  pack_key<"first_name">(out);
  pack_text(out, "Ada");
  pack_key<"n">(out);
  pack_integer(out, -70000);

  cursor at(bytes.view());
  std::uint32_t count = 0;
  REQUIRE(at.read_map(count));
  CHECK(count == 2);
  std::string_view text;
  REQUIRE(at.read_string(text));
  CHECK(text == "first_name");
  REQUIRE(at.read_string(text));
  CHECK(text == "Ada");
  REQUIRE(at.skip());
  std::int64_t number = 0;
  REQUIRE(at.read_integer(number));
  CHECK(number == -70000);
  CHECK(at.at_end());
  CHECK(at.peek() == kind::none);
}
