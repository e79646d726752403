#include "tools/bench/keys.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

using atrium::bench::key_choice;
using atrium::bench::key_source;

namespace {

std::vector<int> drawn(key_choice choice, std::uint64_t accounts, int draws) {
  key_source keys(choice, accounts, 7);
  std::vector<int> counts(accounts);
  for (int i = 0; i < draws; ++i) ++counts.at(keys.next());  // throws on a key out of range
  return counts;
}

}  // namespace

TEST_CASE("uniform keys reach every account about equally often") {
  const auto counts = drawn(key_choice::uniform, 100, 100'000);
  const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
  CHECK(*least > 850);
  CHECK(*most < 1'150);
}

TEST_CASE("Zipf keys favour some accounts as the law has it") {
  auto counts = drawn(key_choice::zipf, 1'000, 200'000);
  std::sort(counts.rbegin(), counts.rend());
  // With exponent 0.99 over 1,000 ranks the first has 1 / 7.73 of all draws, the second half as
  // many.
  CHECK(counts[0] == Approx(200'000 / 7.73).epsilon(0.1));
  CHECK(counts[1] == Approx(counts[0] / 1.986).epsilon(0.1));
  CHECK(counts[0] > 20 * counts[100]);
}

TEST_CASE("one account is always the one chosen") {
  const auto choice = GENERATE(key_choice::uniform, key_choice::zipf);
  CHECK(drawn(choice, 1, 100)[0] == 100);
}

TEST_CASE("the same seed gives the same keys") {
  key_source one(key_choice::uniform, 1'000'000, 3), other(key_choice::uniform, 1'000'000, 3);
  for (int i = 0; i < 100; ++i) CHECK(one.next() == other.next());
}
