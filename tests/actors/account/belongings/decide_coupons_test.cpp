#include "protocol/methods/coupons.hpp"

#include "protocol/methods/tenants.hpp"
#include "tests/actors/account/marks.hpp"

using namespace atrium;
using namespace atrium::tests;
using methods::coupons_assign;
using methods::coupons_redeem;
using records::coupon;
using records::coupon_state;
using storage::customer_item;

namespace {

std::string until(std::int64_t time) { return R"(, "valid_until": )" + std::to_string(time); }
std::string from(std::int64_t time) { return R"(, "valid_from": )" + std::to_string(time); }
const std::string welcome = R"("code": "WELCOME")";

// Why a coupon cannot be redeemed.
std::string reason_of(const outcome<actors::decision>& made) {
  REQUIRE_FALSE(made);
  CHECK(wrong_in(made) == "code: invalid_token");
  REQUIRE(made.failure().data.size() == 1);
  return std::get<std::string>(made.failure().data[0].second);
}

}  // namespace

TEST_CASE("a coupon is assigned, redeemed once, and never again") {
  shop in;
  marked_anna her(in);
  const auto given = her.does<coupons_assign>(welcome + R"(, "title": "Hello")");
  CHECK(events_of(given) == "coupon.assigned k1 1");
  CHECK(given.changes.journal.front().value.find("WELCOME") == std::string::npos);
  CHECK(her.now.parts.counts->record.coupons == 1);
  const auto redeemed = her.does<coupons_redeem>(welcome + R"(, "order": "W 1")");
  CHECK(events_of(redeemed) == "coupon.redeemed k1 2");
  CHECK(expects_unchanged(redeemed, actors::mark_key<coupon>(in.view->number, {41}, 1).view()));
  CHECK(her.mark<coupon>().state == coupon_state::redeemed);
  CHECK(her.mark<coupon>().redeemed_at == in.world.now);
  CHECK(her.mark<coupon>().order == "W 1");
  CHECK(reason_of(her.tried<coupons_redeem>(welcome)) == "redeemed");
  CHECK(wrong_in(her.tried<coupons_assign>(welcome)) == "code: reference_taken");
}

TEST_CASE("a coupon that a customer has is changed, and not at all if it is given alike") {
  shop in;
  marked_anna her(in);
  her.does<coupons_assign>(welcome + R"(, "reference": "spring")");
  CHECK(her.does<coupons_assign>(welcome + R"(, "reference": "spring")").changes.puts.empty());
  const std::int64_t end = in.world.now + hour_ms;
  const auto changed = her.does<coupons_assign>(welcome + until(end));
  CHECK(events_of(changed) == "coupon.assigned k1 2");
  CHECK(puts(changed, her.place(customer_item::coupons, end)));
  CHECK_FALSE(her.mark<coupon>().reference);
  const auto later = her.does<coupons_assign>(welcome + until(end + 1));
  CHECK(erases(later, her.place(customer_item::coupons, end)));
  CHECK(puts(later, her.place(customer_item::coupons, end + 1)));
  CHECK(her.now.parts.counts->record.coupons == 1);
}

TEST_CASE("codes differ by upper and lower case") {
  shop in;
  marked_anna her(in);
  her.does<coupons_assign>(welcome);
  her.does<coupons_assign>(R"("code": "welcome")");
  CHECK(her.mark<coupon>(2).code == "welcome");
}

TEST_CASE("a coupon is good from its beginning to its end, and expires with an event") {
  shop in;
  marked_anna her(in);
  const std::int64_t begin = in.world.now + hour_ms, end = begin + hour_ms;
  const auto given = her.does<coupons_assign>(welcome + from(begin) + until(end));
  CHECK(answered(given, "state") == "upcoming");
  CHECK(reason_of(her.tried<coupons_redeem>(welcome)) == "upcoming");
  in.world.now = end - 1;
  CHECK(her.tried<coupons_redeem>(welcome));
  CHECK(her.is_due(customer_item::coupons).changes.puts.empty());
  in.world.now = end;
  CHECK(reason_of(her.tried<coupons_redeem>(welcome)) == "expired");
  in.options.reason = "whoever asks";
  const auto over = her.is_due(customer_item::coupons);
  CHECK(events_of(over) == "coupon.expired k1 2");
  CHECK(event_of(over.changes).principal == "atrium");
  CHECK_FALSE(event_of(over.changes).reason);
  CHECK(erases(over, her.place(customer_item::coupons, end)));
  CHECK(her.is_due(customer_item::coupons).changes.puts.empty());
  CHECK(reason_of(her.tried<coupons_redeem>(welcome)) == "expired");
}

TEST_CASE("one that has expired can be had anew, also where nobody has written that down yet") {
  shop in;
  marked_anna her(in);
  her.does<coupons_assign>(welcome + until(in.world.now + 1));
  in.world.now += 1;
  CHECK(events_of(her.does<coupons_assign>(welcome)) ==
        "coupon.expired k1 2, coupon.assigned k2 1");
  CHECK(her.mark<coupon>(1).state == coupon_state::expired);
  CHECK(her.now.parts.counts->record.coupons == 2);
  her.does<coupons_redeem>(welcome);
  CHECK(her.mark<coupon>(2).state == coupon_state::redeemed);
}

TEST_CASE("a redeemed coupon has nothing to do any more") {
  shop in;
  marked_anna her(in);
  const std::int64_t end = in.world.now + hour_ms;
  her.does<coupons_assign>(welcome + until(end));
  CHECK(erases(her.does<coupons_redeem>(welcome), her.place(customer_item::coupons, end)));
  in.world.now = end;
  CHECK(her.is_due(customer_item::coupons).changes.puts.empty());
}

TEST_CASE("what cannot be assigned or redeemed") {
  shop in;
  marked_anna her(in);
  CHECK(wrong_in(her.tried<coupons_assign>(welcome + until(in.world.now))) ==
        "valid_until: invalid_field");
  CHECK(wrong_in(her.tried<coupons_assign>(welcome + from(in.world.now + 9) +
                                           until(in.world.now + 9))) ==
        "valid_until: invalid_field");
  CHECK(wrong_in(her.tried<coupons_redeem>(welcome)) == "code: not_found");
  in.options.if_version = 3;
  CHECK(wrong_in(her.tried<coupons_assign>(welcome)) == "version_conflict");
  in.options.if_version.reset();
  her.does<coupons_assign>(welcome);
  in.options.if_version = 3;
  CHECK(wrong_in(her.tried<coupons_redeem>(welcome)) == "version_conflict");
  in.options.if_version.reset();
  in.make<methods::settings_update>(R"({"set": {"marketing": false}})");
  CHECK(wrong_in(her.tried<coupons_assign>(welcome)) == "capability_off");
  CHECK(wrong_in(her.tried<coupons_redeem>(welcome)) == "capability_off");
}

TEST_CASE("a customer has so many coupons to redeem, and the last ones of the others") {
  shop in;
  marked_anna her(in);
  const auto code = [](std::int64_t number) {
    return R"("code": "C)" + std::to_string(number) + "\"";
  };
  std::int64_t next = 0;
  for (; next < methods::open_coupons_max; ++next) her.does<coupons_assign>(code(next));
  CHECK(wrong_in(her.tried<coupons_assign>(code(next))) == "limit_reached");
  her.does<coupons_redeem>(code(0));
  CHECK(her.tried<coupons_assign>(code(next)));
  for (std::int64_t done = 1; done < methods::past_coupons_max + 2; ++done) {
    ++in.world.now;
    her.does<coupons_assign>(code(next++));
    her.does<coupons_redeem>(code(next - 1));
  }
  ++in.world.now;
  her.does<coupons_assign>(code(next));
  CHECK_FALSE(actors::marks_of<coupon>(her.now.parts).contains(1));
  CHECK(her.now.parts.counts->record.coupons ==
        static_cast<std::int64_t>(actors::marks_of<coupon>(her.now.parts).size()));
}
