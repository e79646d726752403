#include <catch2/catch.hpp>

#include "actors/tenant/decide.hpp"

using namespace atrium::actors;

TEST_CASE("a network is an address, or an address and a prefix that fits it") {
  for (const char* good : {"10.0.0.0/8", "0.0.0.0/0", "192.0.2.7", "192.0.2.7/32", "::1", "::/0",
                           "2001:db8::/32", "::1/128"}) {
    CAPTURE(good);
    CHECK(is_network(good));
  }
  for (const char* bad :
       {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "::1/129", "10.0.0.0/-1", "10.0.0.0/8x",
        "10.0.0/8", "010.0.0.1x", "localhost", "10.0.0.0/ 8", "unix", "10.0.0.0//8"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_network(bad));
  }
}

TEST_CASE("an address lies in a network if it agrees in the bits of the prefix") {
  struct {
    const char* network;
    const char* address;
    bool inside;
  } const cases[] = {
      {"10.0.0.0/8", "10.255.1.2", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"192.0.2.128/25", "192.0.2.127", false},
      {"192.0.2.128/25", "192.0.2.129", true},
      {"192.0.2.7", "192.0.2.7", true},
      {"192.0.2.7", "192.0.2.6", false},
      {"0.0.0.0/0", "203.0.113.9", true},
      {"0.0.0.0/0", "::1", false},
      {"::/0", "203.0.113.9", false},
      {"2001:db8::/33", "2001:db8:7fff::1", true},
      {"2001:db8::/33", "2001:db8:8000::1", false},
      {"10.0.0.0/8", "unix", false},
      {"10.0.0.0/8", "", false},
      {"nonsense", "10.0.0.1", false},
  };
  for (const auto& each : cases) {
    CAPTURE(each.network, each.address);
    CHECK(contains(each.network, each.address) == each.inside);
  }
}
