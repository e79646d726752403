#include "config/address.hpp"

#include <catch2/catch.hpp>

using namespace atrium::config;

TEST_CASE("an address is a number or a name with a port") {
  CHECK(parse_address("127.0.0.1:7420") == address{"127.0.0.1", 7420, true});
  CHECK(parse_address("[::1]:0") == address{"::1", 0, true});
  CHECK(parse_address("0.0.0.0:1") == address{"0.0.0.0", 1, false});
  CHECK(parse_address("[::]:65535") == address{"::", 65535, false});
  CHECK(parse_address("accounts.example.com:80") == address{"accounts.example.com", 80, false});
  CHECK(parse_address("localhost:80") == address{"localhost", 80, true});
}

TEST_CASE("a name that looks like the loopback is not the loopback") {
  CHECK_FALSE(parse_address("127.example.com:80")->loopback);
  CHECK_FALSE(parse_address("localhost.example.com:80")->loopback);
  CHECK(parse_address("127.9.9.9:80")->loopback);
}

TEST_CASE("what is no address is refused") {
  for (const char* text : {"", ":", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                           "127.0.0.1:-1", "127.0.0.1:8x", "::1:80", "[::1]", "[::1]80", "[x]:80",
                           "256.0.0.1:80", "127.1:80", "a b:80", "-a:80", "a\n:80", "a.1:80"}) {
    INFO(text);
    CHECK(parse_address(text) == std::nullopt);
  }
}
