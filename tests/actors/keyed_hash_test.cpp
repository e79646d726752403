#include "actors/keyed_hash.hpp"

#include <catch2/catch.hpp>

using namespace atrium::actors;

// Of what is made of it some is good for ever. The values are those of Python's hashlib.
TEST_CASE("the hash under a key is BLAKE2b's, as long as it is wanted") {
  const std::string key = "0123456789abcdef";
  CHECK(in_hex(keyed_hash(key, "abc", 16)) == "ba12358e44e48c3039f89e0d14dbcaa5");
  CHECK(in_hex(keyed_hash(key, "", 32)) ==
        "bb15a8d39254ae1e047af5048db790eb55be8a642259b42e9a45f098079c6ef0");
}
