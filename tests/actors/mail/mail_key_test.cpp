#include "actors/mail/mail_key.hpp"

#include <catch2/catch.hpp>

using namespace atrium;
using actors::mail_key;

TEST_CASE("what is sealed opens for its mail, under its key, and nowhere else") {
  const mail_key key{secret(std::string_view("one"))}, other{secret(std::string_view("two"))};
  const std::string sealed = key.seal("mail 1", "the token");
  CHECK(sealed.find("the token") == std::string::npos);
  const auto opened = key.open("mail 1", sealed);
  REQUIRE(opened);
  CHECK(opened->reveal() == "the token");
  CHECK_FALSE(key.open("mail 2", sealed));
  CHECK_FALSE(other.open("mail 1", sealed));
  CHECK_FALSE(key.open("mail 1", sealed.substr(1)));
  CHECK_FALSE(key.open("mail 1", ""));
  std::string spoilt = sealed;
  spoilt.back() ^= 1;
  CHECK_FALSE(key.open("mail 1", spoilt));
}

TEST_CASE(
    "the same in the same place is sealed the same, another text or place with another nonce") {
  const mail_key key{secret(std::string_view("one"))};
  CHECK(key.seal("mail 1", "a") == key.seal("mail 1", "a"));
  CHECK(key.seal("mail 1", "a").substr(0, 24) != key.seal("mail 1", "b").substr(0, 24));
  CHECK(key.seal("mail 1", "a").substr(0, 24) != key.seal("mail 2", "a").substr(0, 24));
}

TEST_CASE("a mail's name is its own") {
  const mail_key key{secret(std::string_view("one"))};
  CHECK(key.name_of("mail 1", 5) == key.name_of("mail 1", 5));
  CHECK(key.name_of("mail 1", 5).size() == 32);
  CHECK(key.name_of("mail 1", 5) != key.name_of("mail 1", 6));
  CHECK(key.name_of("mail 1", 5) != key.name_of("mail 2", 5));
  CHECK(key.name_of("mail 1", 5) != mail_key{secret(std::string_view("two"))}.name_of("mail 1", 5));
}
