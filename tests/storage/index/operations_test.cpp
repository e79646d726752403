#include "storage/index/operations.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <tuple>

using namespace atrium::storage;

namespace {

using shown = std::tuple<std::string, int, bool>;  // key, place, put

std::vector<shown> in_order(operation_list& list) {
  std::vector<shown> found;
  for (const operation& each : list.in_order())
    found.emplace_back(list.key_of(each), each.place, each.put);
  return found;
}

// Keys as the index has them and worse: long common beginnings, zeros, one the beginning of
// another.
std::string key_by(std::mt19937& by) {
  std::string key = "spac";
  const unsigned parts = by() % 4;
  for (unsigned i = 0; i < parts; ++i) key += by() % 2 ? std::string(by() % 20, 'c') : "anna";
  for (unsigned i = by() % 6; i > 0; --i) key += static_cast<char>(by() % 3 ? by() % 4 : by());
  return key;
}

}  // namespace

TEST_CASE("operations are in the order of keys, then places, a removal before a put") {
  std::mt19937 by(GENERATE(range(1, 9)));
  const std::size_t count = GENERATE(0U, 1U, 2U, 50U, 511U, 512U, 6'000U);
  operation_list list;
  std::vector<shown> expected;
  for (std::size_t i = 0; i < count; ++i) {
    const auto place = static_cast<std::uint16_t>(by() % 5);
    const bool put = by() % 2;
    expected.emplace_back(key_by(by), place, put);
    list.add(std::get<0>(expected.back()), place, put);
  }
  std::ranges::sort(expected);
  CHECK((in_order(list) == expected));
}

TEST_CASE("operations are taken some at a time, never a part of a key's") {
  operation_list list;
  for (std::uint16_t place = 0; place < 10; ++place) {
    list.add("spacb", place, true);
    list.add("spaca", place, true);
  }
  CHECK(list.take(3).size() == 10);
  CHECK_FALSE(list.is_taken());
  CHECK(list.take(100).size() == 10);
  CHECK(list.is_taken());
}
