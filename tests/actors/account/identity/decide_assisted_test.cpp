#include "actors/account/identity/ended_assistance.hpp"
#include "actors/account/identity/sessions.hpp"
#include "protocol/methods/assisted.hpp"
#include "protocol/methods/shopper.hpp"
#include "protocol/methods/sites.hpp"
#include "protocol/methods/tenants.hpp"
#include "protocol/records/shopper_session.hpp"
#include "storage/keys.hpp"
#include "tests/actors/account/changes.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::string_view at_north =
    R"({"customer": {"id": "c41"}, "site": "north", "reason": "ticket 7"})";

// A member of staff who has logged in, and Anna, whom he assists.
struct assisting : anna {
  explicit assisting(shop& at) : anna(at) {
    at.limits.sessions = 3;
    at.limits.session_ms = 90 * 24 * 60 * minute;
    at.limits.access_token_ms = 60 * minute;
    at.make<methods::sites_update>(
        R"({"site": "north", "set": {"storefront_url": "https://north.example"}})");
    at.make<methods::sites_update>(
        R"({"site": "discount", "set": {"storefront_url": "https://discount.example"}})");
    staff_is(7);
  }
  void staff_is(std::uint64_t number) {
    in.caller.what = principal::kind::staff;
    in.caller.id = "u" + std::to_string(number);
    in.caller.number = storage::account_of_staff(number).value;
    in.caller.session = 2;
    in.caller.session_expires_at = in.world.now + 24 * 60 * minute;
  }
  std::string refused(std::string_view json = at_north) {
    return wrong_in(decided<methods::assisted_start>(json));
  }
  const records::shopper_session& session(std::uint64_t number) const {
    return now.parts.sessions->at(number).record;
  }
  // She logs in herself, at her storefront.
  void logs_in() {
    in.caller.what = principal::kind::client;
    decide_context context = in.account_context();
    context.password_right = true;
    events_of_login = kinds_of(take(decided<methods::shopper_login>(
        R"({"site": "north", "username": "anna@example.com", "password": "it"})", context)));
    in.caller.what = principal::kind::staff;
  }
  std::vector<std::string> events_of_login;
};

}  // namespace

TEST_CASE("an assisted session is a short one of the customer's, in the name of both") {
  shop in;
  assisting anna(in);
  const decision made = anna.done<methods::assisted_start>(at_north);
  CHECK(answered(made, "url") == "https://north.example");
  CHECK(answered(made, "access_token").starts_with("ata_"));
  const records::shopper_session& session = anna.session(1);
  CHECK(session.site == "north");
  CHECK(session.acting_staff == "staff:u7");
  CHECK(session.reason == "ticket 7");
  CHECK(session.staff == static_cast<std::int64_t>(in.caller.number));
  CHECK(session.staff_session == 2);
  CHECK(session.expires_at == in.world.now + 15 * minute);
  CHECK(session.access_expires_at == session.expires_at);
  CHECK(session.family_hash.empty());
  const records::change told = event_of(made.changes);
  CHECK(told.kind == "assisted.started");
  CHECK(told.object == session.id);
  CHECK(told.principal == "staff:u7");
  CHECK(told.acting_staff == "staff:u7");
  CHECK(told.site == "north");
  CHECK(told.reason == "ticket 7");
  CHECK(anna.now.profile->version == 1);
}

TEST_CASE("an assisted session does not last longer than that of the member of staff") {
  shop in;
  assisting anna(in);
  in.caller.session_expires_at = in.world.now + minute;
  anna.done<methods::assisted_start>(at_north);
  CHECK(anna.session(1).expires_at == in.world.now + minute);
}

TEST_CASE("nobody is assisted who could not log in himself") {
  shop in;
  assisting anna(in);
  const auto refused_if = [&](auto&& change) {
    const account_state before = anna.now;
    change(*anna.now.profile);
    const auto made = anna.decided<methods::assisted_start>(at_north);
    anna.now = before;
    REQUIRE_FALSE(made);
    const auto& data = made.failure().data;
    return std::string(row_of(made.failure().code).name) +
           (data.empty() ? "" : " " + std::get<std::string>(data.front().second));
  };
  using records::customer;
  CHECK(refused_if([](customer& who) { who.active = false; }) == "login_refused inactive");
  CHECK(refused_if([](customer& who) { who.on_hold = true; }) == "login_refused on_hold");
  CHECK(refused_if([](customer& who) { who.erased = true; }) == "not_found");
  CHECK(refused_if([](customer& who) { who.kind = records::customer_kind::guest; }) ==
        "not_registered");
  CHECK(refused_if([](customer& who) { who.password = records::password_state::initial; }) ==
        "login_refused must_change_password");
  anna.now.parts.guard->record.failures = 100;
  anna.now.parts.guard->record.last_failure_at = in.world.now;
  CHECK(anna.refused() == "too_many_attempts");
}

TEST_CASE("the site of assisted buying has a storefront, and the customer may shop there") {
  shop in;
  assisting anna(in);
  const auto at = [](const std::string& site) {
    return R"({"customer": {"id": "c41"}, "reason": "r", "site": ")" + site + "\"}";
  };
  CHECK(anna.refused(at("south")) == "site: invalid_field");     // no storefront_url
  CHECK(anna.refused(at("discount")) == "site: invalid_field");  // of another realm
  CHECK(anna.refused(at("nowhere")) == "site: not_found");
  in.caller.sites = {"south"};
  CHECK(anna.refused() == "site: not_found");  // of none that he sees
  in.caller.sites = {"north"};
  CHECK(anna.decided<methods::assisted_start>(at_north));
}

TEST_CASE("where the tenant has no storefronts nobody is assisted") {
  shop in;
  assisting anna(in);
  in.caller.what = principal::kind::operators;
  in.make<methods::settings_update>(R"({"set": {"storefront": false}})");
  anna.staff_is(7);
  CHECK(anna.refused() == "capability_off");
}

TEST_CASE("an assisted session makes room before any that the customer has begun himself") {
  shop in;
  assisting anna(in);
  anna.now.profile->password = records::password_state::set;
  anna.logs_in();  // 1
  in.world.now += 1;
  anna.done<methods::assisted_start>(at_north);  // 2
  in.world.now += 1;
  anna.logs_in();  // 3
  in.world.now += 1;
  const decision next = anna.done<methods::assisted_start>(at_north);  // 4, for 2
  CHECK(kinds_of(next) == std::vector<std::string>{"assisted.ended", "assisted.started"});
  CHECK(anna.now.parts.sessions->contains(1));
  CHECK_FALSE(anna.now.parts.sessions->contains(2));
  anna.logs_in();  // 5, for 4
  CHECK(anna.events_of_login == std::vector<std::string>{"assisted.ended"});
  REQUIRE(anna.now.parts.sessions->size() == 3);
  anna.done<methods::assisted_start>(
      at_north);  // all are her own: the one that was not used for longest
  CHECK_FALSE(anna.now.parts.sessions->contains(1));
  CHECK(anna.now.parts.sessions->size() == 3);
}

TEST_CASE("staff end their own assisted sessions of a customer, and nobody else's") {
  shop in;
  assisting anna(in);
  anna.done<methods::assisted_start>(at_north);
  anna.done<methods::assisted_start>(at_north);
  anna.staff_is(8);
  anna.done<methods::assisted_start>(at_north);
  anna.staff_is(7);
  const decision made = anna.done<methods::assisted_end>(R"({"customer": {"id": "c41"}})");
  CHECK(made.changes.journal.size() == 2);
  CHECK(anna.now.parts.sessions->size() == 1);
  CHECK(anna.session(3).acting_staff == "staff:u8");
  const decision again = anna.done<methods::assisted_end>(R"({"customer": {"id": "c41"}})");
  CHECK(again.changes.journal.empty());
}

TEST_CASE("what is done with an assisted token names both") {
  shop in;
  assisting anna(in);
  anna.done<methods::assisted_start>(at_north);
  in.caller.what = principal::kind::client;
  decide_context context = in.account_context();
  context.shopper = acting_shopper{context.account, 1, in.world.now + minute, "staff:u7"};
  const auto logout = decide(methods::shopper_logout{}, anna.now, context);
  REQUIRE(logout);
  const records::change told = event_of(logout->changes);
  CHECK(told.kind == "assisted.ended");
  CHECK(told.principal == "shopper");
  CHECK(told.acting_staff == "staff:u7");
  CHECK(told.site == "north");
}

TEST_CASE("what is over ends by itself, and only that") {
  shop in;
  assisting anna(in);
  anna.now.profile->password = records::password_state::set;
  anna.done<methods::assisted_start>(at_north);
  anna.logs_in();
  in.world.now += 15 * minute;
  in.caller = {};
  const auto made = decide(ended_assistance{{1, 2, 99}}, anna.now, in.account_context());
  REQUIRE(made);
  const records::change told = event_of(made->changes);
  CHECK(told.kind == "assisted.ended");
  CHECK(told.principal == "atrium");
  CHECK(told.acting_staff == "staff:u7");
  CHECK_FALSE(made->after.parts.sessions->contains(1));
  CHECK(made->after.parts.sessions->contains(2));
}
