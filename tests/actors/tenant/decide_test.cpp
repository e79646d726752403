#include "actors/tenant/decide.hpp"

#include "actors/tenant/api_key.hpp"
#include "actors/tenant/site_move_step.hpp"
#include "actors/tenant/site_removal_step.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/sites.hpp"
#include "protocol/methods/tenants.hpp"
#include "protocol/records/change.hpp"
#include "tests/actors/shop.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

namespace {

records::change event_of(const tenant_decision& made) {
  REQUIRE(made.changes.journal.size() == 1);
  const auto entry = fields::decode_tagged<records::change>(made.changes.journal.front().value);
  REQUIRE(entry);
  return *entry;
}

}  // namespace

TEST_CASE("a new tenant has its default realm and one client with every scope") {
  still_world world;
  const principal caller{.what = principal::kind::operators};
  const auto made =
      decide(asked<methods::tenants_create>(R"({"tenant": "shop", "name": "The Shop"})"),
             tenant_number{7}, {caller, {}, world.now, world});
  REQUIRE(made);
  CHECK(made->after->number.value == 7);
  CHECK(made->after->find_realm("default"));
  REQUIRE(made->after->clients.size() == 1);
  CHECK(made->after->clients.begin()->second.scopes.size() == enum_names(records::scope{}).size());
  CHECK(event_of(*made).kind == "tenant.created");
  CHECK(event_of(*made).principal == "operator");
  CHECK(made->answer.find("atk_") != std::string::npos);
}

TEST_CASE("no secret of a tenant is stored or journalled as it is") {
  shop in;
  in.make<methods::clients_create>(R"({"name": "till", "scopes": ["storefront"]})");
  const std::size_t at = in.last.answer.find("atk_");
  REQUIRE(at != std::string::npos);
  const auto parts = take_apart(std::string_view(in.last.answer).substr(at, 60));
  REQUIRE(parts);
  const std::string secret(parts->secret.substr(0, 43));
  for (const auto& put : in.last.changes.puts) CHECK(put.value.find(secret) == std::string::npos);
  CHECK(in.last.changes.journal.front().value.find(secret) == std::string::npos);
}

TEST_CASE("names are taken once") {
  shop in;
  CHECK(wrong_in(in.decided<methods::sites_create>(R"({"site": "north"})")) == "site: id_taken");
  CHECK(wrong_in(in.decided<methods::realms_create>(R"({"realm": "outlet"})")) ==
        "realm: id_taken");
}

TEST_CASE("what does not exist cannot be used or changed") {
  shop in;
  CHECK(wrong_in(in.decided<methods::sites_create>(R"({"site": "x", "realm": "nowhere"})")) ==
        "realm: not_found");
  CHECK(wrong_in(in.decided<methods::sites_update>(R"({"site": "x", "set": {}})")) ==
        "site: not_found");
  CHECK(wrong_in(in.decided<methods::clients_revoke>(R"({"client": "x"})")) == "client: not_found");
}

TEST_CASE("a site is called as its name says, unless it is given another") {
  shop in;
  CHECK(in.view->find_site("north")->title == "north");
  in.make<methods::sites_create>(R"({"site": "west", "name": "The West"})");
  CHECK(in.view->find_site("west")->title == "The West");
}

TEST_CASE("an update raises the version, names what changed and can be made conditional") {
  shop in;
  in.options.if_version = 1;
  in.make<methods::sites_update>(
      R"({"site": "north", "set": {"locale": "fr"}, "unset": ["currency"]})");
  CHECK(in.view->find_site("north")->version == 2);
  CHECK(in.view->find_site("north")->locale == "fr");
  CHECK_FALSE(in.view->find_site("north")->currency);
  CHECK(event_of(in.last).fields_changed == std::vector<std::string>{"locale", "currency"});
  CHECK(wrong_in(in.decided<methods::sites_update>(
            R"({"site": "north", "set": {"locale": "it"}})")) == "version_conflict");
}

TEST_CASE("what changes nothing is answered without a change") {
  shop in;
  in.make<methods::tenants_resume>(R"({"tenant": "shop"})");
  CHECK(in.last.changes.journal.empty());
  CHECK(in.last.changes.puts.empty());
  in.make<methods::sites_update>(R"({"site": "south", "set": {"name": "south"}})");
  CHECK(in.last.changes.journal.empty());
}

TEST_CASE("suspending and revoking may use the room kept back; the rest may not") {
  shop in;
  in.make<methods::clients_create>(R"({"name": "till", "scopes": ["storefront"]})");
  CHECK_FALSE(in.last.changes.may_use_reserve);
  const std::string id = in.view->clients.rbegin()->second.id;
  in.make<methods::clients_revoke>(R"({"client": ")" + id + R"("})");
  CHECK(in.last.changes.may_use_reserve);
  CHECK(in.view->find_client(id)->revoked);
  in.make<methods::tenants_suspend>(R"({"tenant": "shop"})");
  CHECK(in.last.changes.may_use_reserve);
  CHECK(in.view->tenant.suspended);
}

TEST_CASE("a client is for scopes, sites and networks that exist") {
  shop in;
  CHECK(wrong_in(in.decided<methods::clients_create>(
            R"({"name": "x", "scopes": [], "sites": ["north", "nowhere"],
                "addresses": ["10.0.0.0/8", "home"]})")) ==
        "scopes: missing_field, sites.1: not_found, addresses.1: invalid_field");
}

TEST_CASE("there is a limit to what a tenant may have") {
  shop in;
  for (std::size_t i = in.view->realms.size(); i < realms_max; ++i)
    in.make<methods::realms_create>(R"({"realm": "realm-)" + std::to_string(i) + R"("})");
  CHECK(wrong_in(in.decided<methods::realms_create>(R"({"realm": "one-more"})")) ==
        "limit_reached");
}

TEST_CASE("a client is given a new secret once more, and stays what it is") {
  shop in;
  in.make<methods::clients_create>(R"({"name": "till", "scopes": ["storefront"]})");
  const records::client before = in.view->clients.rbegin()->second;
  const std::string named = R"({"client": ")" + before.id + R"("})";
  in.make<methods::clients_rotate>(named);
  const records::client after = *in.view->find_client(before.id);
  CHECK(after.version == 2);
  CHECK(after.scopes == before.scopes);
  CHECK(after.secret_hash != before.secret_hash);
  CHECK(after.rotated_at == in.world.now);
  CHECK(in.last.changes.may_use_reserve);
  CHECK(event_of(in.last).kind == "client.rotated");
  const std::size_t at = in.last.answer.find("atk_");
  REQUIRE(at != std::string::npos);
  const auto parts =
      take_apart(std::string_view(in.last.answer).substr(at, 4 + before.id.size() + 1 + 43));
  REQUIRE(parts);
  CHECK(parts->id == before.id);
  CHECK(sha256(parts->secret) == after.secret_hash);
  in.make<methods::clients_revoke>(named);
  CHECK(wrong_in(in.decided<methods::clients_rotate>(named)) == "client: invalid_field");
  CHECK(wrong_in(in.decided<methods::clients_rotate>(R"({"client": "x"})")) == "client: not_found");
}

TEST_CASE("a site changes its realm in one step, between two that prepare it and clean up") {
  using step = site_move_step::kind;
  shop in;
  const auto take = [&](step what) {
    return decide(site_move_step{.what = what, .site = "north", .realm = "outlet"}, *in.view,
                  in.context());
  };
  const records::customer customer{.kind = records::customer_kind::registered,
                                   .home_site = "north"};
  const auto realms = [&] { return in.view->realms_of(customer); };
  for (const step too_early : {step::arrive, step::give_up, step::end})
    CHECK(wrong_in(take(too_early)) == "overloaded");

  in.apply(take(step::begin));
  CHECK(event_of(in.last).kind == "site.move_begun");
  CHECK(in.view->moves_sites());
  CHECK(realms().own == default_realm);
  CHECK(realms().also == realm_number{2});
  CHECK(wrong_in(take(step::begin)) == "overloaded");

  in.apply(take(step::arrive));
  CHECK(event_of(in.last).kind == "site.moved");
  CHECK(in.view->find_site("north")->realm == "outlet");
  CHECK(realms().own == realm_number{2});
  CHECK_FALSE(realms().also);
  CHECK(realms().left == default_realm);

  in.apply(take(step::end));
  CHECK(event_of(in.last).kind == "site.move_ended");
  CHECK_FALSE(in.view->moves_sites());
  CHECK_FALSE(realms().left);
}

TEST_CASE("a move that is given up leaves the site where it was") {
  using step = site_move_step::kind;
  shop in;
  for (const step each : {step::begin, step::give_up}) {
    in.apply(decide(site_move_step{.what = each, .site = "north", .realm = "outlet"}, *in.view,
                    in.context()));
  }
  const login_realms realms = in.view->realms_of({.home_site = "north"});
  CHECK(realms.own == default_realm);
  CHECK_FALSE(realms.also);
  CHECK(realms.left == realm_number{2});
}

TEST_CASE("a site is closed before it goes, and its number is not given out again") {
  using step = site_removal_step::kind;
  shop in;
  const auto take = [&](step what) {
    return decide(site_removal_step{.what = what, .site = "discount"}, *in.view, in.context());
  };
  const std::uint64_t number = in.view->sites_by_name.at("discount");
  for (const step too_early : {step::reopen, step::remove})
    CHECK(wrong_in(take(too_early)) == "overloaded");

  in.apply(take(step::close));
  CHECK(event_of(in.last).kind == "site.closing");
  CHECK(in.view->closes_sites());
  CHECK(wrong_in(take(step::close)) == "overloaded");
  CHECK(wrong_in(in.prepared<methods::customers_record_guest>(R"({"site": "discount"})")) ==
        "site: not_found");
  const std::string ann = R"({"email": "ann@example.com", "first_name": "A", "last_name": "L")";
  in.options.site = "discount";
  CHECK(wrong_in(in.prepared<methods::customers_create>(ann + "}")) == "call.site: not_found");
  in.options.site.reset();
  CHECK(wrong_in(in.prepared<methods::customers_create>(
            ann + R"(, "preferred_site": "discount"})")) == "preferred_site: not_found");
  CHECK(wrong_in(in.decided<methods::clients_create>(
            R"({"name": "till", "scopes": ["storefront"], "sites": ["discount"]})")) ==
        "sites.0: not_found");
  CHECK(wrong_in(decide(
            site_move_step{
                .what = site_move_step::kind::begin, .site = "discount", .realm = "default"},
            *in.view, in.context())) == "overloaded");

  in.apply(take(step::reopen));
  CHECK(event_of(in.last).kind == "site.reopened");
  CHECK(in.last.changes.may_use_reserve);
  CHECK_FALSE(in.view->closes_sites());

  in.apply(take(step::close));
  in.apply(take(step::remove));
  CHECK(event_of(in.last).kind == "site.removed");
  CHECK(in.last.changes.erasures.size() == 2);
  CHECK_FALSE(in.view->find_site("discount"));
  CHECK_FALSE(in.view->closes_sites());
  in.make<methods::sites_create>(R"({"site": "discount"})");
  CHECK(in.view->sites_by_name.at("discount") == number + 1);
}

TEST_CASE("a site that moves, or that a client may act for, is not removed") {
  shop in;
  const auto close = [&](const std::string& site) {
    return decide(site_removal_step{.what = site_removal_step::kind::close, .site = site}, *in.view,
                  in.context());
  };
  in.make<methods::clients_create>(
      R"({"name": "till", "scopes": ["storefront"], "sites": ["south"]})");
  const std::string client = in.view->clients.rbegin()->second.id;
  const auto refused = close("south");
  CHECK(wrong_in(refused) == "site: forbidden");
  REQUIRE(refused.failure().data.size() == 1);
  CHECK(std::get<std::string>(refused.failure().data[0].second) == client);
  in.make<methods::clients_revoke>(R"({"client": ")" + client + R"("})");
  CHECK(close("south"));

  in.apply(decide(
      site_move_step{.what = site_move_step::kind::begin, .site = "north", .realm = "outlet"},
      *in.view, in.context()));
  CHECK(wrong_in(close("north")) == "site: overloaded");
}
