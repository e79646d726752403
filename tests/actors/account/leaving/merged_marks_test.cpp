// What becomes of coupons, memberships, roles, lists and abandoned carts when two customers become
// one, and when one leaves.
#include "actors/account/leaving/merged_marks.hpp"

#include "protocol/methods/coupons.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/memberships.hpp"
#include "protocol/methods/merging.hpp"
#include "protocol/methods/shopping_lists.hpp"
#include "tests/actors/account/marks.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;
using records::coupon;
using records::coupon_state;
using records::list_kind;
using records::membership;
using records::membership_state;
using records::shopping_list;
using storage::customer_item;

namespace {

constexpr account_number bob_number{52};

// Bob, customer 52 of the shop, as the store has him, who goes into Anna.
struct bob {
  explicit bob(shop& at) : in(at), whole{bob_number, {.number = 52}, 1, {}, {}} {
    whole.profile.id = "bob";
    whole.profile.kind = records::customer_kind::guest;
  }

  template <fields::record R>
  bob& has(std::uint64_t number, const R& record) {
    whole.rows.push_back({std::string(mark_key<R>(in.view->number, bob_number, number).view()),
                          fields::encode_tagged(record)});
    return *this;
  }

  outcome<decision> goes_into(marked_anna& her) {
    decide_context context = in.account_context();
    context.whole = whole;
    auto made = decide(
        asked<methods::customers_merge>(R"({"customer": {"id": "c41"}, "from": {"id": "bob"}})"),
        her.now, context);
    if (made) her.now = made->after;
    return made;
  }

  std::string place(customer_item item, std::int64_t due_ms, std::uint64_t number) const {
    const auto key = storage::customer_part_key(in.view->number, bob_number, item, number);
    return std::string(storage::due_key(in.view->number, due_ms, key.view()).view());
  }

  shop& in;
  whole_account whole;
};

coupon a_coupon(const std::string& code, coupon_state state = coupon_state::valid) {
  coupon made{.version = 4, .id = "k9", .code = code, .state = state};
  if (state == coupon_state::redeemed) made.redeemed_at = 5;
  return made;
}

const std::string welcome = R"("code": "WELCOME")";

}  // namespace

TEST_CASE("what goes along with who is merged gets new numbers, and a place at its time") {
  shop in;
  marked_anna her(in);
  her.does<methods::coupons_assign>(R"("code": "HERS")");
  const std::int64_t end = in.world.now + hour_ms;
  coupon his = a_coupon("HIS");
  his.valid_until = end;
  bob him(in);
  him.has(9, his)
      .has(7, membership{.id = "g7", .name = "gold", .state = membership_state::active})
      .has(3, shopping_list{.id = "l3", .kind = list_kind::shopping, .name = "Weekly"});
  const auto made = him.goes_into(her);
  REQUIRE(made);
  CHECK(her.mark<coupon>(2).code == "HIS");
  CHECK(her.mark<coupon>(2).id == "k2");
  CHECK(her.mark<coupon>(2).version == 4);
  CHECK(her.mark<membership>(1).name == "gold");
  CHECK(her.mark<shopping_list>(1).name == "Weekly");
  CHECK(erases(*made, him.place(customer_item::coupons, end, 9)));
  CHECK(puts(*made, her.place(customer_item::coupons, end, 2)));
  const records::part_counts& counts = her.now.parts.counts->record;
  CHECK(counts.coupons == 2);
  CHECK(counts.memberships == 1);
  CHECK(counts.lists == 1);
}

TEST_CASE("of a coupon that both have the redeemed one is left") {
  for (const bool his_is_redeemed : {true, false}) {
    shop in;
    marked_anna her(in);
    const std::int64_t end = in.world.now + hour_ms;
    her.does<methods::coupons_assign>(welcome + R"(, "valid_until": )" + std::to_string(end));
    bob him(in);
    him.has(9, a_coupon("WELCOME", his_is_redeemed ? coupon_state::redeemed : coupon_state::valid));
    const auto made = him.goes_into(her);
    REQUIRE(made);
    CHECK(her.now.parts.counts->record.coupons == 1);
    CHECK(marks_of<coupon>(her.now.parts).size() == 1);
    CHECK(her.mark<coupon>(his_is_redeemed ? 2 : 1).state ==
          (his_is_redeemed ? coupon_state::redeemed : coupon_state::valid));
    CHECK(erases(*made, her.place(customer_item::coupons, end)) == his_is_redeemed);
  }
}

TEST_CASE("what is over goes along beside what is not") {
  shop in;
  marked_anna her(in);
  her.does<methods::coupons_assign>(welcome);
  her.does<methods::memberships_grant>(R"("membership": "gold")");
  bob him(in);
  him.has(9, a_coupon("WELCOME", coupon_state::expired))
      .has(7, membership{.id = "g7", .name = "gold", .state = membership_state::revoked});
  REQUIRE(him.goes_into(her));
  CHECK(marks_of<coupon>(her.now.parts).size() == 2);
  CHECK(marks_of<membership>(her.now.parts).size() == 2);
}

TEST_CASE("of a membership that both have the one is left that lasts longer") {
  for (const bool his_lasts : {true, false}) {
    shop in;
    marked_anna her(in);
    const std::int64_t end = in.world.now + hour_ms;
    her.does<methods::memberships_grant>(R"("membership": "gold", "until": )" +
                                         std::to_string(end));
    bob him(in);
    him.has(7, membership{.id = "g7",
                          .name = "gold",
                          .until = his_lasts ? std::optional<std::int64_t>() : end - 1,
                          .state = membership_state::active});
    REQUIRE(him.goes_into(her));
    REQUIRE(marks_of<membership>(her.now.parts).size() == 1);
    CHECK(her.mark<membership>(his_lasts ? 2 : 1).until ==
          (his_lasts ? std::optional<std::int64_t>() : end));
  }
}

TEST_CASE("two wish lists become one") {
  shop in;
  marked_anna her(in);
  her.does<methods::lists_add>(R"("items": [{"sku": "A"}, {"sku": "B"}])");
  bob him(in);
  him.has(3, shopping_list{.id = "l3",
                           .kind = list_kind::wish,
                           .items = {{.sku = "B", .quantity = 2}, {.sku = "C", .quantity = 1}}});
  const auto made = him.goes_into(her);
  REQUIRE(made);
  const shopping_list& joined = her.mark<shopping_list>();
  CHECK(joined.version == 2);
  CHECK(joined.count == 3);
  REQUIRE(joined.items.size() == 3);
  CHECK(joined.items[1].quantity == 3);
  CHECK(events_of(*made) == "list.updated l1 2, customer.merged_away - 2, customer.merged - 2");
  CHECK(her.now.parts.counts->record.lists == 1);
}

TEST_CASE("together they have no more than one may have") {
  shop in;
  marked_anna her(in);
  bob him(in);
  for (std::int64_t i = 0; i < methods::open_coupons_max; ++i)
    him.has(static_cast<std::uint64_t>(i + 1), a_coupon("C" + std::to_string(i)));
  CHECK(him.goes_into(her));
  marked_anna eve(in);
  eve.does<methods::coupons_assign>(welcome);
  CHECK(wrong_in(him.goes_into(eve)) == "limit_reached");
}

TEST_CASE("of what is over, of both, the last is remembered, as many as of one") {
  for (const bool his_are_older : {true, false}) {
    CAPTURE(his_are_older);
    shop in;
    marked_anna her(in);
    her.does<methods::coupons_assign>(welcome);
    her.does<methods::coupons_redeem>(welcome);
    bob him(in);
    const std::int64_t first = his_are_older ? 1 : in.world.now + 1;
    for (std::int64_t i = 0; i < methods::past_coupons_max; ++i) {
      coupon his = a_coupon("C" + std::to_string(i), coupon_state::expired);
      his.updated_at = first + i;
      him.has(static_cast<std::uint64_t>(i + 1), his);
    }
    him.has(methods::past_coupons_max + 1, a_coupon("WELCOME"));
    const auto made = him.goes_into(her);
    REQUIRE(made);
    const auto& book = marks_of<coupon>(her.now.parts);
    CHECK(static_cast<std::int64_t>(book.size()) == methods::past_coupons_max);
    CHECK(her.now.parts.counts->record.coupons == methods::past_coupons_max);
    const auto has = [&](std::string_view code) {
      return std::ranges::count_if(
          book, [&](const auto& each) { return each.second.record.code == code; });
    };
    CHECK(has("C0") == (his_are_older ? 0 : 1));
    CHECK(has("C1") == 1);
    // Forgotten as well, it is not his again by him who had it, too.
    CHECK(has("WELCOME") == (his_are_older ? 1 : 0));
    CHECK(erases(*made, mark_key<coupon>(in.view->number, {41}, 1).view()) == !his_are_older);
  }
}

TEST_CASE("of memberships that are over as many are remembered as of roles") {
  using records::membership_kind;
  shop in;
  marked_anna her(in);
  bob him(in);
  std::uint64_t number = 0;
  for (const auto kind : {membership_kind::membership, membership_kind::role})
    for (std::int64_t i = 0; i <= methods::past_memberships_max; ++i)
      him.has(++number, membership{.kind = kind,
                                   .name = "N" + std::to_string(i),
                                   .state = membership_state::ended,
                                   .updated_at = i});
  REQUIRE(him.goes_into(her));
  const auto& book = marks_of<membership>(her.now.parts);
  CHECK(static_cast<std::int64_t>(book.size()) == 2 * methods::past_memberships_max);
  CHECK(
      std::ranges::none_of(book, [](const auto& each) { return each.second.record.name == "N0"; }));
  CHECK(her.now.parts.counts->record.memberships == 2 * methods::past_memberships_max);
}

TEST_CASE("what has a time leaves the due queue with who leaves") {
  shop in;
  marked_anna her(in);
  const std::int64_t end = in.world.now + hour_ms;
  coupon hers = a_coupon("HERS");
  hers.valid_until = end;
  decide_context context = in.account_context();
  context.whole = whole_account{.account = context.account};
  context.whole->rows.push_back({std::string(mark_key<coupon>(in.view->number, {41}, 1).view()),
                                 fields::encode_tagged(hers)});
  const auto made =
      decide(asked<methods::customers_remove>(R"({"customer": {"id": "c41"}})"), her.now, context);
  REQUIRE(made);
  CHECK(erases(*made, her.place(customer_item::coupons, end)));
  CHECK(erases(*made, mark_key<coupon>(in.view->number, {41}, 1).view()));
}
