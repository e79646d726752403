#include "protocol/formats/source_address.hpp"

#include <catch2/catch.hpp>

using atrium::formats::source_address;

TEST_CASE("a source is an IPv4 address or the /64 of an IPv6 one") {
  CHECK(source_address("203.0.113.9").value() == "203.0.113.9");
  CHECK(source_address("2001:DB8:1:2:3:4:5:6").value() == "2001:db8:1:2::");
  CHECK(source_address("::ffff:203.0.113.9").value() == "203.0.113.9");
  CHECK(source_address("::1").value() == "::");
  for (const char* wrong :
       {"", "localhost", "203.0.113", "203.0.113.9:80", "203.0.113.9/32", "::g"})
    CHECK_FALSE(source_address(wrong));
}
