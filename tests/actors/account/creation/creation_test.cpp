#include "actors/account/creation/creation.hpp"

#include <algorithm>

#include "actors/tenant/site_removal_step.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/mixins.hpp"
#include "protocol/methods/sites.hpp"
#include "protocol/methods/tenants.hpp"
#include "storage/keys.hpp"
#include "tests/actors/shop.hpp"

using namespace atrium;
using namespace atrium::tests;
using methods::customers_create;
using methods::customers_record_guest;
using methods::customers_register;

namespace {

constexpr const char* anna =
    R"({"site": "north", "email": "Anna@Example.com", "password": "velvet horse on the moon",
        "first_name": "Anna", "last_name": "Bell"})";

}  // namespace

TEST_CASE("who registers takes locale, currency and realm from the site") {
  shop in;
  const auto made = in.prepared<customers_register>(anna);
  REQUIRE(made);
  const records::customer& draft = made->draft;
  CHECK(draft.kind == records::customer_kind::registered);
  CHECK(draft.locale == "de");
  CHECK(draft.currency == "CHF");
  CHECK(draft.home_site == "north");
  CHECK(draft.email == "Anna@Example.com");
  CHECK(draft.email_key == "anna@example.com");
  CHECK(draft.password == records::password_state::set);
  REQUIRE(made->password);
  CHECK(made->password->reveal() == "velvet horse on the moon");
  CHECK(made->event == "customer.registered");
}

TEST_CASE("a site without defaults leaves them to the tenant") {
  shop in;
  const auto made = in.prepared<customers_record_guest>(R"({"site": "south"})");
  REQUIRE(made);
  CHECK(made->draft.locale == "en");
  CHECK(made->draft.currency == "EUR");
}

TEST_CASE("logins are claimed in the site's realm, and the same e-mail is the same claim") {
  shop in;
  const auto north = in.prepared<customers_register>(anna);
  const auto south = in.prepared<customers_create>(
      R"({"email": "ANNA@example.COM", "first_name": "A", "last_name": "B"})");
  in.options.site = "discount";
  const auto other_realm = in.prepared<customers_create>(
      R"({"email": "anna@example.com", "first_name": "A", "last_name": "B"})");
  REQUIRE(north);
  REQUIRE(south);
  REQUIRE(other_realm);
  REQUIRE(north->claims.size() == 1);
  CHECK(north->claims[0].key == south->claims.at(0).key);
  CHECK(north->claims[0].key != other_realm->claims.at(0).key);
  CHECK(north->claims[0].taken == errc::email_taken);
}

TEST_CASE("username, chosen id and external id are claimed beside the e-mail") {
  shop in;
  const auto made = in.prepared<customers_create>(
      R"({"email": "a@example.com", "username": "Anna.B", "id": "vip-1", "external_id": "e1",
          "first_name": "A", "last_name": "B"})");
  REQUIRE(made);
  std::vector<errc> taken;
  for (const auto& claim : made->claims) taken.push_back(claim.taken);
  std::sort(taken.begin(), taken.end());
  CHECK(taken ==
        std::vector{errc::email_taken, errc::username_taken, errc::id_taken, errc::id_taken});
}

TEST_CASE("a username that is the account's own e-mail claims nothing more") {
  shop in;
  const auto made = in.prepared<customers_create>(
      R"({"email": "a@example.com", "username": "A@example.com", "first_name": "A",
          "last_name": "B"})");
  REQUIRE(made);
  CHECK(made->claims.size() == 1);
  CHECK_FALSE(made->draft.username);
}

TEST_CASE("a guest claims no login and needs no name") {
  shop in;
  const auto made =
      in.prepared<customers_record_guest>(R"({"site": "north", "email": "anna@example.com"})");
  REQUIRE(made);
  CHECK(made->claims.empty());
  CHECK(made->draft.kind == records::customer_kind::guest);
  CHECK_FALSE(made->draft.email_key);
}

TEST_CASE("what is wrong with a creation is told all at once") {
  shop in;
  CHECK(wrong_in(in.prepared<customers_register>(
            R"({"site": "nowhere", "email": "not an address", "password": "short"})")) ==
        "site: not_found, first_name: missing_field, last_name: missing_field, "
        "email: invalid_field, password: weak_password");
  CHECK(wrong_in(in.prepared<customers_create>(
            R"({"email": "a@example.com", "username": "b@example.com", "preferred_site": "nowhere",
                "date_of_birth": "2999-01-01"})")) ==
        "preferred_site: not_found, date_of_birth: invalid_field, first_name: missing_field, "
        "last_name: missing_field, username: invalid_field");
}

TEST_CASE("a shopper may not say of himself what staff decide") {
  shop in;
  CHECK(wrong_in(in.prepared<customers_register>(
            R"({"site": "north", "email": "a@example.com", "password": "velvet horse on the moon",
                "first_name": "A", "last_name": "B", "external_id": "x", "restriction": "vip"})")) ==
        "external_id: forbidden, restriction: forbidden");
}

TEST_CASE("nobody registers where the storefront is off, and no guest buys where guests may not") {
  shop in;
  in.make<methods::sites_update>(R"({"site": "south", "set": {"guest_checkout": false}})");
  CHECK(wrong_in(in.prepared<customers_record_guest>(R"({"site": "south"})")) == "site: forbidden");
  in.make<methods::settings_update>(R"({"set": {"storefront": false}})");
  CHECK(wrong_in(in.prepared<customers_register>(anna)) == "capability_off");
}

TEST_CASE("a client of certain sites creates only at these; others are as if absent") {
  shop in;
  in.caller.sites = {"south"};
  CHECK(wrong_in(in.prepared<customers_record_guest>(R"({"site": "north"})")) == "site: not_found");
  CHECK(in.prepared<customers_record_guest>(R"({"site": "south"})"));
  CHECK_FALSE(in.prepared<customers_create>(
      R"({"email": "a@example.com", "first_name": "A", "last_name": "B"})"));
}

TEST_CASE("new customers start as the tenant wants them to") {
  shop in;
  in.make<methods::settings_update>(
      R"({"set": {"customer_active_on_creation": false, "customer_on_hold_on_creation": true}})");
  const auto made = in.prepared<customers_register>(anna);
  REQUIRE(made);
  CHECK_FALSE(made->draft.active);
  CHECK(made->draft.on_hold);
}

TEST_CASE("a creation's mixins are checked; without any there is nothing to check") {
  shop in;
  in.make<methods::mixins_define>(
      R"({"entity": "customer", "schema": {"type": "object", "required": ["tier"]}})");
  const auto made = in.prepared<methods::customers_record_guest>(
      R"({"site": "north", "mixins": {"tier": "gold"}})");
  REQUIRE(made);
  CHECK(made->draft.mixins_version == 1);
  CHECK(wrong_in(in.prepared<methods::customers_record_guest>(
            R"({"site": "north", "mixins": {}})")) == "mixins.tier: missing_field");
  const auto without = in.prepared<methods::customers_record_guest>(R"({"site": "north"})");
  REQUIRE(without);
  CHECK_FALSE(without->draft.mixins_version);
}

TEST_CASE("whoever gets a home or a preferred site expects that it stays, and none that is gone") {
  shop in;
  const auto made = in.prepared<methods::customers_record_guest>(
      R"({"site": "north", "preferred_site": "south"})");
  REQUIRE(made);
  const auto expected = [&](const std::string& site) {
    const auto decided = decide(*made, {}, in.account_context());
    if (!decided) return false;
    const std::string key(
        storage::record_key({7}, storage::record_kind::site, in.view->sites_by_name.at(site))
            .view());
    return std::ranges::count(decided->changes.expectations, key, &storage::expectation::key) == 1;
  };
  CHECK(expected("north"));
  CHECK(expected("south"));
  using step = actors::site_removal_step::kind;
  for (const step each : {step::close, step::remove}) {
    in.apply(
        decide(actors::site_removal_step{.what = each, .site = "south"}, *in.view, in.context()));
    CHECK(wrong_in(decide(*made, {}, in.account_context())) == "not_found");
  }
}

namespace {

// A shop whose sites can be linked to, and register whoever orders as they want it.
struct till : shop {
  explicit till(const std::string& policy) {
    make<methods::settings_update>(R"({"set": {"register_at_checkout": ")" + policy + R"("}})");
    make<methods::sites_update>(
        R"({"site": "north", "set": {"storefront_url": "https://north.example"}})");
  }
  // Whether an account is made, or why nothing is.
  std::string ordered(const std::string& more) {
    const auto made = prepared<customers_record_guest>(R"({"site": "north")" + more + "}");
    if (!made) return wrong_in(made);
    return made->draft.kind == records::customer_kind::registered ? "account" : "guest";
  }
};

const std::string with_email = R"(, "email": "Anna@Example.com")";
const std::string wanted = R"(, "register": true)";

}  // namespace

TEST_CASE("who orders is registered as the site wants it") {
  CHECK(till("never").ordered(with_email) == "guest");
  CHECK(till("never").ordered(with_email + wanted) == "register: forbidden");
  CHECK(till("optional").ordered(with_email) == "guest");
  CHECK(till("optional").ordered(with_email + wanted) == "account");
  CHECK(till("optional").ordered(wanted) == "email: missing_field");
  CHECK(till("required").ordered(with_email) == "register: missing_field");
  CHECK(till("required").ordered(with_email + wanted) == "account");
  CHECK(till("auto").ordered(with_email) == "account");
  CHECK(till("auto").ordered("") == "guest");
}

TEST_CASE("an order is never refused because its buyer cannot be registered by himself") {
  till in("auto");
  SECTION("where there is nothing to link to") {
    in.make<methods::sites_update>(R"({"site": "north", "unset": ["storefront_url"]})");
    CHECK(in.ordered(with_email + wanted) == "site: missing_field");
  }
  SECTION("where there is no storefront") {
    in.make<methods::settings_update>(R"({"set": {"storefront": false}})");
    CHECK(in.ordered(with_email + wanted) == "register: capability_off");
  }
  CHECK(in.ordered(with_email) == "guest");
}

TEST_CASE("an account that is made at an order can do as a guest's where the e-mail is taken") {
  till in("optional");
  auto made =
      in.prepared<customers_record_guest>(R"({"site": "north")" + with_email + wanted + "}");
  REQUIRE(made);
  CHECK(made->else_guest);
  CHECK(made->link == records::link_purpose::set_password);
  CHECK(made->claims.size() == 1);
  actors::make_guest(*made);
  CHECK(made->draft.kind == records::customer_kind::guest);
  CHECK(made->draft.email == "Anna@Example.com");
  CHECK_FALSE(made->draft.email_key);
  CHECK_FALSE(made->link);
  CHECK(made->claims.empty());
  CHECK(made->event == "customer.guest_recorded");
}

TEST_CASE("a storefront of a tenant that hides accounts is not told which of the two it was") {
  till in("optional");
  in.make<methods::settings_update>(R"({"set": {"hide_accounts": true}})");
  const std::string call = R"({"site": "north")" + with_email + wanted + "}";
  CHECK(in.prepared<customers_record_guest>(call)->answered == fields::all_tags);
  in.caller.scopes = methods::any_of(records::scope::storefront);
  auto made = in.prepared<customers_record_guest>(call);
  REQUIRE(made);
  CHECK(made->keeps_time());
  const auto account = actors::decide(*made, {}, in.account_context());
  actors::make_guest(*made);
  const auto guest = actors::decide(*made, {}, in.account_context());
  REQUIRE(account);
  REQUIRE(guest);
  CHECK(account->answer == guest->answer);
}
