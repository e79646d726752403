#include "actors/tenant/api_key.hpp"

#include <set>

#include "tests/actors/shop.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

TEST_CASE("a key is taken apart into the parts that it was made of") {
  still_world world;
  for (int i = 0; i < 200; ++i) {
    const api_key key = make_api_key(world);
    CAPTURE(key.text);
    const auto parts = take_apart(key.text);
    REQUIRE(parts);
    CHECK(parts->id == key.id);
    CHECK(sha256(parts->secret) == key.secret_hash);
    CHECK(key.secret_hash.size() == 32);
    CHECK(key.text.find(key.secret_hash) == std::string::npos);
  }
}

TEST_CASE("what is no key is not taken apart") {
  for (const char* bad :
       {"", "atk_", "atk__secret", "atk_id", "ATK_id_secret", "id_secret",
        "atk_0123456789012345678901234567890123456789012345678901234567890123456_x"}) {
    CAPTURE(bad);
    CHECK_FALSE(take_apart(bad));
  }
}

TEST_CASE("a secret may contain the letter that parts a key") {
  const auto parts = take_apart("atk_id_sec_ret");
  REQUIRE(parts);
  CHECK(parts->id == "id");
  CHECK(parts->secret == "sec_ret");
}

TEST_CASE("bytes are the same only if all are") {
  CHECK(same_bytes("abc", "abc"));
  CHECK(same_bytes("", ""));
  CHECK_FALSE(same_bytes("abc", "abd"));
  CHECK_FALSE(same_bytes("abc", "abcd"));
}
