#include "protocol/identity/generated_id.hpp"

#include <catch2/catch.hpp>

namespace atrium::identity {

TEST_CASE("a generated id tells its account number") {
  for (const std::uint64_t account : {1ull, 10ull, 18'446'744'073'709'551'615ull})
    CHECK(number_of_generated_id(generated_id(account)) == account);
}

TEST_CASE("no other text is taken for a generated id") {
  for (const char* id : {"", "c", "c0", "c01", "C1", "c1x", "c+1", "c-1", "c 1", "1", "cc1",
                         "c18446744073709551616"})
    CHECK_FALSE(number_of_generated_id(id));
}

TEST_CASE("the ids of customers, addresses and notes are not taken for one another") {
  CHECK(generated_id(7, generated::address) == "a7");
  CHECK(generated_id(7, generated::note) == "n7");
  CHECK(generated_id(7, generated::cart) == "b7");
  CHECK(number_of_generated_id("a7", generated::address) == 7u);
  CHECK_FALSE(number_of_generated_id("a7", generated::note));
  CHECK_FALSE(number_of_generated_id("a7"));
}

}  // namespace atrium::identity
