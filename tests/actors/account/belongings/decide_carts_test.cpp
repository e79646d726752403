#include <algorithm>

#include "actors/account/belongings/addresses.hpp"
#include "actors/account/belongings/carts.hpp"
#include "protocol/methods/tenants.hpp"
#include "tests/actors/account/belongings.hpp"

using namespace atrium;
using namespace atrium::tests;
using methods::carts_remove;
using methods::carts_save;

namespace {

std::string save(const std::string& more) { return R"({"customer": {"id": "c41"}, )" + more + "}"; }
std::string removal_of(const std::string& cart) {
  return R"({"customer": {"id": "c41"}, "cart": ")" + cart + "\"}";
}

std::string with_lines(const std::string& lines) {
  return ordering_anna::order("W 1", 5000, 100, "new", R"(, "lines": [)" + lines + "]");
}
std::string line(const std::string& sku, std::int64_t quantity = 1) {
  return R"({"sku": ")" + sku + R"(", "name": "Thing", "quantity": )" + std::to_string(quantity) +
         R"(, "unit_price": {"amount": 5, "currency": "EUR"}})";
}

const records::cart& cart_of(const anna& her, const std::string& id) {
  const auto& book = actors::carts_of(her.now);
  const auto found = actors::find_cart(book, id);
  REQUIRE(found != book.end());
  return found->second.record;
}

}  // namespace

TEST_CASE("a cart is kept as it is given, one at each site") {
  shop in;
  ordering_anna her(in);
  const auto first = her.done<carts_save>(
      save(R"("site": "north", "name": "Mine", "lines": [{"sku": "A", "quantity": 2}])"));
  CHECK(event_of(first.changes).kind == "cart.saved");
  CHECK(event_of(first.changes).object == "b1");
  CHECK(first.changes.journal.front().value.find("Mine") == std::string::npos);
  CHECK(actors::counts_of(her.now).carts == 1);
  in.world.now += 1000;
  const auto second = her.done<carts_save>(save(R"("site": "north", "note": "soon")"));
  CHECK(event_of(second.changes).object == "b1");
  CHECK(expects_unchanged(
      second, storage::customer_part_key(in.view->number, {41}, storage::customer_item::carts, 1)));
  const records::cart& now = cart_of(her, "b1");
  CHECK(now.version == 2);
  CHECK_FALSE(now.name);
  CHECK(now.lines.empty());
  CHECK(now.created_at == in.world.now - 1000);
  CHECK(now.updated_at == in.world.now);
  CHECK(her.done<carts_save>(save(R"("cart": "b1", "note": "soon")")).changes.puts.empty());
  CHECK(event_of(her.done<carts_save>(save(R"("site": "south")")).changes).object == "b2");
}

TEST_CASE("where several carts are allowed each save without an id makes one, up to the limits") {
  shop in;
  ordering_anna her(in);
  in.make<methods::settings_update>(R"({"set": {"carts_per_site": 2}})");
  her.done<carts_save>(save(R"("site": "north")"));
  her.done<carts_save>(save(R"("site": "north")"));
  CHECK(actors::carts_of(her.now).size() == 2);
  CHECK(wrong_in(her.decided<carts_save>(save(R"("site": "north")"))) == "limit_reached");
  her.done<carts_save>(save(R"("site": "south")"));
  CHECK(wrong_in(her.decided<carts_save>(save(R"("site": "discount")"))) == "limit_reached");
  in.make<methods::settings_update>(R"({"set": {"carts_per_site": 1}})");
  CHECK(event_of(her.done<carts_save>(save(R"("site": "north", "name": "x")")).changes).object ==
        "b2");
}

TEST_CASE("a cart that is removed is gone, and its id is not given again") {
  shop in;
  ordering_anna her(in);
  her.done<carts_save>(save(R"("site": "north")"));
  const auto gone = her.done<carts_remove>(removal_of("b1"));
  CHECK(event_of(gone.changes).kind == "cart.removed");
  CHECK_FALSE(event_of(gone.changes).version);
  CHECK(actors::counts_of(her.now).carts == 0);
  CHECK(wrong_in(her.decided<carts_remove>(removal_of("b1"))) == "cart: not_found");
  her.done<carts_save>(save(R"("site": "north")"));
  CHECK(cart_of(her, "b2").version == 1);
}

TEST_CASE("if_version of a cart is its own") {
  shop in;
  ordering_anna her(in);
  her.done<carts_save>(save(R"("site": "north")"));
  in.options.if_version = 2;
  CHECK(wrong_in(her.decided<carts_save>(save(R"("cart": "b1", "name": "x")"))) ==
        "version_conflict");
  CHECK(wrong_in(her.decided<carts_save>(save(R"("site": "south")"))) == "version_conflict");
  CHECK(wrong_in(her.decided<carts_remove>(removal_of("b1"))) == "version_conflict");
  in.options.if_version = 1;
  CHECK(her.decided<carts_remove>(removal_of("b1")));
}

TEST_CASE("reordering adds to what the cart has, and takes no price along") {
  shop in;
  ordering_anna her(in);
  her.record(with_lines(line("A", 2) + "," + line("B") + "," + line("C")));
  her.reorder("W 1", R"(, "lines": [1, 0, 1])");
  using records::cart_line;
  CHECK(cart_of(her, "b1").lines ==
        std::vector<cart_line>{{"B", "Thing", 1, {}}, {"A", "Thing", 2, {}}});
  CHECK(cart_of(her, "b1").site == "north");
  her.reorder("W 1");
  CHECK(cart_of(her, "b1").version == 2);
  CHECK(cart_of(her, "b1").lines == std::vector<cart_line>{{"B", "Thing", 2, {}},
                                                           {"A", "Thing", 4, {}},
                                                           {"C", "Thing", 1, {}}});
  CHECK(her.orders.begin()->second.record.version == 1);
}

TEST_CASE("reordering names lines that are there, of an order that has some") {
  shop in;
  ordering_anna her(in);
  her.record(with_lines(line("A")));
  her.record(ordering_anna::order("W 2", 6000));
  CHECK(wrong_in(her.reordered("W 1", R"(, "lines": [0, 1])")) == "lines.1: invalid_field");
  CHECK(wrong_in(her.reordered("W 1", R"(, "lines": [])")) == "lines: invalid_field");
  CHECK(wrong_in(her.reordered("W 2")) == "order: invalid_field");
  CHECK(wrong_in(her.reordered("W 3")) == "order: not_found");
  CHECK(wrong_in(her.reordered("W 1", R"(, "cart": "b1")")) == "cart: not_found");
}

TEST_CASE("a cart does not get fuller than it may be") {
  shop in;
  ordering_anna her(in);
  her.record(with_lines(line("A", methods::line_quantity.max)));
  her.reorder("W 1");
  CHECK(wrong_in(her.reordered("W 1")) == "limit_reached");
  std::string lines;
  for (std::size_t i = 0; i < methods::lines_max; ++i)
    lines += (i ? "," : "") + line("B" + std::to_string(i));
  her.record(with_lines(lines));
  CHECK(wrong_in(her.reordered("W 1")) == "limit_reached");
  her.done<carts_remove>(removal_of("b1"));
  CHECK(her.reordered("W 1"));
}

TEST_CASE("the site of an order that is ordered again is there and may be seen") {
  shop in;
  ordering_anna her(in);
  her.record(with_lines(line("A")));
  in.caller.sites = {"south"};
  CHECK(wrong_in(her.reordered("W 1")) == "order: not_found");
}
