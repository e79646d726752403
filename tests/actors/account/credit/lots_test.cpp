#include "actors/account/credit/lots.hpp"

#include <catch2/catch.hpp>

using namespace atrium;
using namespace atrium::actors;
using records::credit_lots;

namespace {

credit_lots three() { return {{100, 5}, {200, 7}, {{}, 9}}; }

credit_lots full() {
  credit_lots lots;
  for (std::int64_t end = 1; lots.size() < credit_lots_max; ++end) lots.push_back({end * 10, 1});
  return lots;
}

}  // namespace

TEST_CASE("what ends soonest is taken first, and what is left stays in order") {
  credit_lots lots = three();
  CHECK(take_soonest(lots, 8) == credit_lots{{100, 5}, {200, 3}});
  CHECK(lots == credit_lots{{200, 4}, {{}, 9}});
  CHECK(take_soonest(lots, 4) == credit_lots{{200, 4}});
  CHECK(take_soonest(lots, 9) == credit_lots{{{}, 9}});
  CHECK(lots.empty());
  CHECK(take_soonest(lots, 0).empty());
}

TEST_CASE("what ends latest is given back first") {
  credit_lots lots = three();
  CHECK(take_latest(lots, 10) == credit_lots{{200, 1}, {{}, 9}});
  CHECK(lots == credit_lots{{100, 5}, {200, 6}});
}

TEST_CASE("a lot joins that of the same end, or gets its place") {
  credit_lots lots;
  for (const records::credit_lot& each : credit_lots{{200, 3}, {{}, 9}, {100, 5}, {200, 4}})
    add_lot(lots, each);
  CHECK(lots == three());
}

TEST_CASE("where there is no room for another end, a lot never ends sooner than it would have") {
  credit_lots lots = full();
  CHECK(has_room_for(lots, 20));
  CHECK_FALSE(has_room_for(lots, 15));
  CHECK_FALSE(has_room_for(lots, {}));
  add_lot(lots, {15, 100});
  CHECK(lots[1] == records::credit_lot{20, 101});
  add_lot(lots, {{}, 50});
  CHECK(lots.size() == credit_lots_max);
  CHECK(lots.back() == records::credit_lot{{}, 51});
  CHECK(total_of(lots) == static_cast<std::int64_t>(credit_lots_max) + 150);
}

TEST_CASE("what has ended counts no more, whether it was written down or not") {
  const records::credit_ledger ledger{
      .version = 4, .currency = "EUR", .balance = 25, .held = 4, .lots = three()};
  const auto before = standing_of(ledger, 99);
  CHECK(before.balance == 25);
  CHECK(before.available == 21);
  CHECK(before.next_expiry == 100);
  const auto after = standing_of(ledger, 100);
  CHECK(after.balance == 20);
  CHECK(after.held == 4);
  CHECK(after.available == 16);
  CHECK(after.next_expiry == 200);
  CHECK_FALSE(standing_of(ledger, 200).next_expiry);
}
