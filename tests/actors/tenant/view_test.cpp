#include "actors/tenant/view.hpp"

#include "protocol/methods/sites.hpp"
#include "tests/actors/shop.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

TEST_CASE("what a tenant has is found by name, and what it has not is not") {
  const shop in;
  const tenant_view& view = *in.view;
  REQUIRE(view.find_site("north"));
  CHECK(view.find_site("north")->currency == "CHF");
  CHECK_FALSE(view.find_site("North"));
  CHECK(view.find_realm("outlet"));
  CHECK_FALSE(view.find_realm("nowhere"));
  const std::string id = view.clients.begin()->second.id;
  REQUIRE(view.find_client(id));
  CHECK_FALSE(view.find_client(id + "x"));
}

TEST_CASE("a site has the realm that it was made in") {
  const shop in;
  const tenant_view& view = *in.view;
  CHECK(view.realm_of(*view.find_site("north")) == default_realm);
  CHECK(view.realm_of(*view.find_site("south")) == default_realm);
  CHECK(view.realm_of(*view.find_site("discount")).value == 2);
}

TEST_CASE("a published view is a new edition; whoever holds the old one keeps it whole") {
  shop in;
  tenant_cell cell(in.view);
  const auto before = cell.view();
  const auto edition = cell.edition();
  in.make<methods::sites_create>(R"({"site": "west"})");
  cell.publish(in.view);
  CHECK(cell.edition() != edition);
  CHECK(cell.view()->find_site("west"));
  CHECK_FALSE(before->find_site("west"));
}

TEST_CASE("the last journal number only goes up") {
  shop in;
  tenant_cell cell(in.view);
  CHECK(cell.last_seq() == 0);
  cell.advance(5);
  cell.advance(3);
  CHECK(cell.last_seq() == 5);
}
