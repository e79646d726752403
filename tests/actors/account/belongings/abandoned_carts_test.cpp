#include "actors/account/belongings/carts.hpp"
#include "protocol/methods/carts.hpp"
#include "protocol/methods/tenants.hpp"
#include "tests/actors/account/marks.hpp"

using namespace atrium;
using namespace atrium::tests;
using methods::carts_remove;
using methods::carts_save;
using records::cart_state;
using storage::customer_item;

namespace {

const std::string north = R"("site": "north", "name": "Mine")";

const records::cart& cart_of(const marked_anna& her) {
  const auto& book = actors::carts_of(her.now);
  REQUIRE(book.contains(1));
  return book.at(1).record;
}

}  // namespace

TEST_CASE("a cart that nobody saves for a day is abandoned, until it is saved again") {
  shop in;
  marked_anna her(in);
  const std::int64_t end = in.world.now + 24 * hour_ms;
  CHECK(puts(her.does<carts_save>(north), her.place(customer_item::carts, end)));
  in.world.now = end - 1;
  CHECK(her.is_due(customer_item::carts).changes.puts.empty());
  in.world.now = end;
  const auto left = her.is_due(customer_item::carts);
  CHECK(events_of(left) == "cart.abandoned b1 2");
  CHECK(event_of(left.changes).principal == "atrium");
  CHECK(erases(left, her.place(customer_item::carts, end)));
  CHECK(cart_of(her).state == cart_state::abandoned);
  CHECK(cart_of(her).updated_at == end - 24 * hour_ms);
  CHECK(her.is_due(customer_item::carts).changes.puts.empty());
  // Saved as it was it is another cart than before.
  const auto again = her.does<carts_save>(north);
  CHECK(events_of(again) == "cart.saved b1 3");
  CHECK(cart_of(her).state == cart_state::open);
  CHECK(puts(again, her.place(customer_item::carts, in.world.now + 24 * hour_ms)));
}

TEST_CASE("each change of a cart puts off its end, and what changes nothing does not") {
  shop in;
  marked_anna her(in);
  const std::int64_t end = in.world.now + 24 * hour_ms;
  her.does<carts_save>(north);
  in.world.now += hour_ms;
  CHECK(her.does<carts_save>(north).changes.puts.empty());
  const auto changed = her.does<carts_save>(R"("site": "north", "name": "Other")");
  CHECK(erases(changed, her.place(customer_item::carts, end)));
  CHECK(puts(changed, her.place(customer_item::carts, end + hour_ms)));
  CHECK(erases(her.does<carts_remove>(R"("cart": "b1")"),
               her.place(customer_item::carts, end + hour_ms)));
}

TEST_CASE("the setting goes for carts that are saved from then on") {
  shop in;
  marked_anna her(in);
  const std::int64_t end = in.world.now + 24 * hour_ms;
  her.does<carts_save>(north);
  in.make<methods::settings_update>(R"({"set": {"carts_abandoned_after_hours": 0}})");
  in.world.now = end;
  CHECK(events_of(her.is_due(customer_item::carts)) == "cart.abandoned b1 2");
  her.does<carts_save>(north);
  CHECK_FALSE(next_time(cart_of(her)));
  in.make<methods::settings_update>(R"({"set": {"carts_abandoned_after_hours": 1}})");
  her.does<carts_save>(R"("site": "north", "name": "Other")");
  CHECK(next_time(cart_of(her)) == in.world.now + hour_ms);
}

TEST_CASE("an abandoned cart counts as one that is open") {
  shop in;
  marked_anna her(in);
  in.make<methods::settings_update>(R"({"set": {"carts_per_site": 2}})");
  her.does<carts_save>(north);
  in.world.now += 24 * hour_ms;
  her.is_due(customer_item::carts);
  her.does<carts_save>(north);
  CHECK(wrong_in(her.tried<carts_save>(north)) == "limit_reached");
}
