#include "actors/tenant/rights.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/sites.hpp"
#include "protocol/methods/staff_groups.hpp"
#include "protocol/methods/tenants.hpp"
#include "protocol/records/change.hpp"
#include "tests/actors/shop.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

namespace {

constexpr auto customers_read = methods::any_of(records::scope::customers_read);
constexpr auto customers_write = methods::any_of(records::scope::customers_write);
constexpr auto admin = methods::any_of(records::scope::admin);

// A shop with groups, and Kim, who administers it and reads customers of the north.
struct office : shop {
  office() {
    caller = {.what = principal::kind::operators};
    make<methods::groups_create>(R"({"group": "admins", "scopes": ["admin"]})");
    make<methods::groups_create>(
        R"({"group": "north", "scopes": ["customers:read"], "sites": ["north"]})");
    make<methods::groups_create>(R"({"group": "care", "scopes": ["customers:read",
        "customers:write"], "sites": ["south"], "restrictions": ["vip"]})");
    make<methods::groups_create>(R"({"group": "idle"})");
    hires("kim", R"(["admins", "north"])");
    caller = {.what = principal::kind::staff,
              .number = storage::account_of_staff(1).value,
              .id = "u1",
              .scopes = admin};
  }

  decided_tenant hired(const std::string& username, const std::string& groups) {
    tenant_context in = context();
    in.password_hash = "hash of it";
    return decide(asked<methods::staff_create>(R"({"username": ")" + username +
                                               R"(", "name": "X", "groups": )" + groups + "}"),
                  *view, in);
  }
  void hires(const std::string& username, const std::string& groups) {
    apply(hired(username, groups));
  }
  rights of(std::string_view username, methods::scope_set wanted) const {
    return rights_of(*view, *view->find_staff(username), wanted);
  }
};

}  // namespace

TEST_CASE("what a group gives counts for the methods that it gives a right to") {
  office in;
  in.caller = {.what = principal::kind::operators};
  in.hires("lee", R"(["north", "care"])");
  const rights reading = in.of("lee", customers_read);
  CHECK(reading.sites == std::vector<std::string>{"north", "south"});
  CHECK(reading.restrictions.empty());  // one of the groups has none
  const rights writing = in.of("lee", customers_write);
  CHECK(writing.sites == std::vector<std::string>{"south"});
  CHECK(writing.restrictions == std::vector<std::string>{"vip"});
  CHECK(in.of("lee", admin).scopes == 0);
  CHECK(in.of("kim", admin).sites.empty());
}

TEST_CASE("nobody gives a right that he does not have himself, nor where he does not have it") {
  office in;
  const auto group = [&](const std::string& rest) {
    return wrong_in(in.decided<methods::groups_create>(R"({"group": "g", )" + rest + "}"));
  };
  CHECK(group(R"("scopes": ["admin", "customers:write"])") == "scopes: forbidden");
  CHECK(group(R"("scopes": ["customers:read"])") == "scopes: forbidden");
  CHECK(group(R"("scopes": ["customers:read"], "sites": ["south"])") == "scopes: forbidden");
  CHECK(group(R"("scopes": ["customers:read"], "sites": ["north"])").empty());
  CHECK(wrong_in(in.hired("max", R"(["care"])")) == "groups: forbidden");
  CHECK(wrong_in(in.decided<methods::staff_update>(
            R"({"staff": "kim", "set": {"groups": ["admins", "north", "care"]}})")) ==
        "set.groups: forbidden");
  CHECK(wrong_in(in.decided<methods::groups_update>(
            R"({"group": "north", "set": {"sites": []}})")) == "set: forbidden");
  CHECK(wrong_in(in.decided<methods::clients_create>(
            R"({"name": "till", "scopes": ["storefront"]})")) == "scopes: forbidden");
  CHECK(wrong_in(in.decided<methods::clients_create>(
            R"({"name": "till", "scopes": ["customers:read"]})")) == "scopes: forbidden");
  CHECK(in.decided<methods::clients_create>(
      R"({"name": "till", "scopes": ["customers:read"], "sites": ["north"]})"));
  const std::string first = in.view->clients.begin()->second.id;
  CHECK(wrong_in(in.decided<methods::clients_rotate>(R"({"client": ")" + first + "\"}")) ==
        "client: forbidden");
}

TEST_CASE("one who has a group may keep it, whoever changes the rest of him") {
  office in;
  in.caller = {.what = principal::kind::operators};
  in.hires("max", R"(["care"])");
  in.caller = {.what = principal::kind::staff,
               .number = storage::account_of_staff(1).value,
               .id = "u1",
               .scopes = admin};
  CHECK(in.decided<methods::staff_update>(
      R"({"staff": "max", "set": {"name": "Maximilian", "groups": ["care", "idle"]}})"));
  CHECK(wrong_in(in.decided<methods::staff_enable>(R"({"staff": "max"})")) == "staff: forbidden");
}

TEST_CASE("only who has all rights of another may say where his invitations go") {
  office in;
  in.caller = {.what = principal::kind::operators};
  in.hires("max", R"(["care"])");
  in.caller = {.what = principal::kind::staff,
               .number = storage::account_of_staff(1).value,
               .id = "u1",
               .scopes = admin};
  const auto update = [&](const std::string& whose, const std::string& change) {
    return wrong_in(
        in.decided<methods::staff_update>("{\"staff\": \"" + whose + "\", " + change + "}"));
  };
  CHECK(update("max", R"("set": {"email": "kim@example.com"})") == "set.email: forbidden");
  CHECK(update("kim", R"("set": {"email": "kim@example.com"})").empty());
  CHECK(update("max", R"("set": {"name": "Max B"}, "unset": ["email"])").empty());
  in.caller = {.what = principal::kind::operators};
  CHECK(update("max", R"("set": {"email": "max@example.com"})").empty());
}

TEST_CASE("a username is taken once, in whatever letters") {
  office in;
  CHECK(wrong_in(in.hired("KIM", "[]")) == "username: username_taken");
  CHECK(wrong_in(in.hired("bad\\u200bname", "[]")) == "username: invalid_field");
}

TEST_CASE("a password is hashed before a member of staff is made, and is in no other row") {
  office in;
  const auto call = asked<methods::staff_create>(
      R"({"username": "max", "name": "Max", "password": "first of the day 42"})");
  const auto first = decide(call, *in.view, in.context());
  REQUIRE(first);
  REQUIRE(first->to_hash);
  CHECK((*first->to_hash)->reveal() == "first of the day 42");
  CHECK(first->changes.puts.empty());
  const auto made_up = in.decided<methods::staff_create>(R"({"username": "max", "name": "Max"})");
  REQUIRE(made_up);
  CHECK(*made_up->to_hash == nullptr);
  CHECK(wrong_in(in.decided<methods::staff_create>(
            R"({"username": "max", "name": "Max", "password": "12345678"})")) ==
        "password: weak_password");

  tenant_context context = in.context();
  context.password_hash = "hash of it";
  context.made_up = "a secret nobody chose";
  const auto made = decide(asked<methods::staff_create>(R"({"username": "max", "name": "Max"})"),
                           *in.view, context);
  REQUIRE(made);
  CHECK(made->answer.find("a secret nobody chose") != std::string::npos);
  for (const auto& put : made->changes.puts)
    CHECK(put.value.find("a secret nobody chose") == std::string::npos);
  CHECK(made->changes.journal.front().value.find("Max") == std::string::npos);
}

TEST_CASE("a group in use is not removed, nor a site that a group is limited to") {
  office in;
  CHECK(wrong_in(in.decided<methods::groups_remove>(R"({"group": "north"})")) ==
        "group: forbidden");
  CHECK(in.decided<methods::groups_remove>(R"({"group": "idle"})"));
  const auto obstacle = obstacle_to_removal(*in.view, *in.view->find_site("north"));
  REQUIRE(obstacle);
  CHECK(obstacle->code == errc::forbidden);
  CHECK_FALSE(obstacle_to_removal(*in.view, *in.view->find_site("discount")));
}

TEST_CASE("a group's number is not given out again") {
  office in;
  const std::uint64_t last = in.view->last_group;
  in.make<methods::groups_remove>(R"({"group": "idle"})");
  in.make<methods::groups_create>(R"({"group": "idle"})");
  CHECK(in.view->groups_by_name.at("idle") == last + 1);
}

TEST_CASE("who is disabled is shut out once, and stays so when he is enabled") {
  office in;
  in.make<methods::staff_disable>(R"({"staff": "Kim"})");
  in.make<methods::staff_disable>(R"({"staff": "kim"})");
  CHECK(in.view->find_staff("kim")->shut_out == 1);
  CHECK(in.view->find_staff("kim")->version == 2);
  in.make<methods::staff_enable>(R"({"staff": "kim"})");
  CHECK_FALSE(in.view->find_staff("kim")->disabled);
  CHECK(in.view->find_staff("kim")->shut_out == 1);
}

TEST_CASE(
    "a restriction is the customer's own, else his preferred site where the two are in sync") {
  shop in;
  const principal vip{.what = principal::kind::staff, .restrictions = {"vip", "north"}};
  const auto seen = [&](records::customer who) {
    const bool as_record = may_see(*in.view, vip, who);
    CHECK(may_see(*in.view, vip, fields::encode_tagged(who)) == as_record);
    return as_record;
  };
  CHECK(seen({.restriction = "vip"}));
  CHECK_FALSE(seen({.restriction = "other"}));
  CHECK_FALSE(seen({}));
  CHECK_FALSE(seen({.preferred_site = "north"}));
  in.caller = {.what = principal::kind::operators};
  in.make<methods::settings_update>(R"({"set": {"sites_and_restrictions_sync": true}})");
  CHECK(seen({.preferred_site = "north"}));
  CHECK_FALSE(seen({.preferred_site = "south"}));
  CHECK(seen({.preferred_site = "south", .restriction = "vip"}));
  CHECK_FALSE(seen({.preferred_site = "north", .restriction = "other"}));
}

TEST_CASE("sites and restrictions must both allow it") {
  const shop in;
  const principal who{.what = principal::kind::staff, .sites = {"north"}, .restrictions = {"vip"}};
  CHECK(may_see(*in.view, who, records::customer{.home_site = "north", .restriction = "vip"}));
  CHECK_FALSE(
      may_see(*in.view, who, records::customer{.home_site = "south", .restriction = "vip"}));
  CHECK_FALSE(may_see(*in.view, who, records::customer{.home_site = "north"}));
}

TEST_CASE("who is limited to restrictions gives customers no other") {
  shop in;
  in.caller = {.what = principal::kind::staff, .restrictions = {"vip", "gold"}};
  const auto created = [&](const std::string& more) {
    return wrong_in(in.prepared<methods::customers_create>(
        R"({"email": "a@a.example", "first_name": "A", "last_name": "B")" + more + "}"));
  };
  CHECK(created("") == "restriction: invalid_field");
  CHECK(created(R"(, "restriction": "other")") == "restriction: invalid_field");
  CHECK(created(R"(, "restriction": "gold")").empty());
}
