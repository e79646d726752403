#include "protocol/formats/source_network.hpp"

#include <catch2/catch.hpp>

using atrium::formats::source_network;

TEST_CASE("a source is told as a network that is no person's") {
  CHECK(source_network("203.0.113.9") == "203.0.113.0/24");
  CHECK(source_network("2001:db8:1:2:3::4") == "2001:db8:1::/48");
  CHECK(source_network("::ffff:203.0.113.9") == "203.0.113.0/24");
  CHECK(source_network("unix").empty());
  CHECK(source_network("").empty());
}
