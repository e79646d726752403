#include "storage/index/account_bits.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <set>

using namespace atrium;
using namespace atrium::storage;

namespace {

std::set<std::uint16_t> places_of(std::string_view stored) {
  std::set<std::uint16_t> places;
  each_in_chunk(stored, [&](std::uint16_t place) { places.insert(place); });
  return places;
}

}  // namespace

TEST_CASE("a chunk is a list while it has few accounts, bits while it has many, and always right") {
  std::mt19937 by(GENERATE(range(1, 5)));
  chunk_set set;
  std::string stored;
  std::set<std::uint16_t> model;
  bool was_list = false, was_bits = false;
  for (int round = 0; round < 400; ++round) {
    // Grows over the border and shrinks again.
    const bool grows = round / 100 % 2 == 0;
    operation_list changes;
    for (unsigned i = by() % 30; i > 0; --i) {
      const auto place = static_cast<std::uint16_t>(by() % accounts_per_chunk);
      if (grows) changes.add("key", place, by() % 10 < 8);
      const auto there = model.lower_bound(place);
      if (there != model.end()) changes.add("key", *there, grows && by() % 2);
    }
    const std::size_t before = model.size();
    for (const auto& change : changes.in_order()) {
      if (change.put)
        model.insert(change.place);
      else
        model.erase(change.place);
    }
    stored = set.apply(stored, changes.in_order());
    REQUIRE(places_of(stored) == model);
    CHECK(set.more() ==
          static_cast<std::int64_t>(model.size()) - static_cast<std::int64_t>(before));
    CHECK((stored.size() == chunk_bytes) == (model.size() > chunk_list_max));
    was_list = was_list || (model.size() > 300 && stored.size() < chunk_bytes);
    was_bits = was_bits || stored.size() == chunk_bytes;
  }
  CHECK(was_list);
  CHECK(was_bits);
}

TEST_CASE("the next and the last account of a set are found across its words") {
  account_bits set(2);
  for (const std::uint64_t account : {0, 63, 64, 8191, 8192, 16383}) set.put({account});
  set.put({16384});  // beyond its chunks
  CHECK(set.count() == 6);
  CHECK_FALSE(set.has({16384}));
  CHECK(set.first_from(0)->value == 0);
  CHECK(set.first_from(1)->value == 63);
  CHECK(set.first_from(65)->value == 8191);
  CHECK(set.first_from(16383)->value == 16383);
  CHECK_FALSE(set.first_from(16384));
  CHECK(set.last_before(~std::uint64_t{0})->value == 16383);
  CHECK(set.last_before(16383)->value == 8192);
  CHECK(set.last_before(64)->value == 63);
  CHECK(set.last_before(1)->value == 0);
  CHECK_FALSE(set.last_before(0));
  CHECK_FALSE(account_bits(0).first_from(0));
  CHECK_FALSE(account_bits(0).last_before(5));
}
