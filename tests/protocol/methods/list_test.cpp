#include "protocol/methods/definitions.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

using namespace atrium;

TEST_CASE("every method is found by its name, and nothing else is") {
  for (std::size_t i = 0; i < methods::definitions.size(); ++i) {
    CAPTURE(methods::definitions[i].name);
    CHECK(methods::index_of(methods::definitions[i].name) == i);
  }
  for (const char* absent :
       {"", "customers", "customers.", "customers.gett", "Customers.get", "customers.get "})
    CHECK(methods::index_of(absent) == methods::definitions.size());
}

TEST_CASE("the names of methods are unique and of the form noun.verb") {
  std::set<std::string_view> seen;
  for (const auto& each : methods::definitions) {
    CAPTURE(each.name);
    CHECK(seen.insert(each.name).second);
    const std::size_t dot = each.name.find('.');
    REQUIRE(dot != std::string_view::npos);
    CHECK(each.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_.") == std::string_view::npos);
    CHECK(each.name.find('.', dot + 1) == std::string_view::npos);
  }
}

TEST_CASE("only hello, ping, discover and the doors by which staff come in are open to everybody") {
  std::set<std::string_view> open;
  for (const auto& each : methods::definitions)
    if (each.who == methods::audience::anyone) open.insert(each.name);
  CHECK(open == std::set<std::string_view>{"rpc.discover", "rpc.ping", "session.hello",
                                           "staff.accept_invitation", "staff.login"});
}

TEST_CASE("customer data are for clients only") {
  for (const auto& each : methods::definitions) {
    const std::string_view group = each.name.substr(0, each.name.find('.'));
    if (!std::set<std::string_view>{"customers", "addresses", "notes", "orders", "carts",
                                    "deliveries", "credit", "newsletter", "changes", "lists",
                                    "coupons", "memberships", "roles", "account"}
             .contains(group))
      continue;
    CAPTURE(each.name);
    CHECK(each.who == methods::audience::clients);
    CHECK(each.scopes != methods::any_scope);
    CHECK(each.scopes != 0);
  }
}
