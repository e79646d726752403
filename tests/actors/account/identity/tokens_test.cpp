#include "actors/account/identity/tokens.hpp"

#include "tests/actors/shop.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

TEST_CASE("a token is found again by its text and by nothing else") {
  still_world world;
  const new_token access = make_access_token(world);
  CHECK(access.text.size() == 47);
  CHECK(access_hash(access.text) == access.hash);
  CHECK_FALSE(access_hash(access.text.substr(1)));
  CHECK_FALSE(access_hash(access.text + "A"));
  CHECK_FALSE(access_hash(""));
  CHECK_FALSE(device_hash(access.text));
  CHECK(make_access_token(world).hash != access.hash);
  const new_token device = make_device_token(world);
  CHECK(device_hash(device.text) == device.hash);
}

TEST_CASE("the refresh tokens of a session begin alike and differ") {
  still_world world;
  const new_token first = make_refresh_token(world);
  const auto parts = take_refresh_apart(first.text);
  REQUIRE(parts);
  CHECK(parts->hash == first.hash);
  const new_token next = make_refresh_token(world, parts->family);
  CHECK(take_refresh_apart(next.text)->family_hash == parts->family_hash);
  CHECK(next.hash != first.hash);
  CHECK(take_refresh_apart(make_refresh_token(world).text)->family_hash != parts->family_hash);
  CHECK_FALSE(take_refresh_apart(first.text.substr(0, 30)));
  CHECK_FALSE(take_refresh_apart(make_access_token(world).text));
}

TEST_CASE("what followed a used token opens with that token alone") {
  still_world world;
  const successors next{make_access_token(world).text, make_refresh_token(world).text};
  const std::string used = make_refresh_token(world).text;
  const std::string sealed = seal_successors(next, used, world);
  CHECK(sealed.find(next.access_token) == std::string::npos);
  const auto opened = open_successors(sealed, used);
  REQUIRE(opened);
  CHECK(opened->access_token == next.access_token);
  CHECK(opened->refresh_token == next.refresh_token);
  CHECK_FALSE(open_successors(sealed, make_refresh_token(world).text));
  CHECK_FALSE(open_successors("", used));
}

TEST_CASE("a token of staff names its tenant, whatever that is called") {
  still_world world;
  for (const std::string tenant : {"a", "two-words", "ast"}) {
    const new_token made = make_staff_token(world, tenant);
    const auto parts = take_staff_token_apart(made.text);
    REQUIRE(parts);
    CHECK(parts->tenant == tenant);
    CHECK(parts->hash == made.hash);
  }
  CHECK_FALSE(take_staff_token_apart(make_access_token(world).text));
  CHECK_FALSE(take_staff_token_apart("ast_" + make_access_token(world).text.substr(4)));
  CHECK_FALSE(take_staff_token_apart("ast_"));
}
