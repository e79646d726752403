#include "actors/router/census.hpp"

#include <catch2/catch.hpp>

using atrium::actors::census;

TEST_CASE("a census does not end before the one that it follows") {
  auto first = std::make_shared<census>(), second = std::make_shared<census>();
  const std::weak_ptr<census> watched = second;
  first->succeeded_by(nullptr, second);
  second = nullptr;  // its router died while it waited
  CHECK_FALSE(watched.expired());
  first = nullptr;
  CHECK(watched.expired());
}
