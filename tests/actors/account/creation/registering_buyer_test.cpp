// orders.record with `register`: the guest who bought becomes registered (features.md A9, A10).
#include <algorithm>

#include "actors/account/identity/logins.hpp"
#include "actors/commands.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/tenants.hpp"
#include "storage/keys.hpp"
#include "tests/actors/account/belongings.hpp"
#include "tests/actors/account/changes.hpp"

using namespace atrium;
using namespace atrium::tests;
using methods::orders_record;
using records::customer_kind;

namespace {

shop& with_storefronts(shop& at) {
  for (const char* site : {"north", "south", "discount"})
    at.make<methods::sites_update>(R"({"site": ")" + std::string(site) +
                                   R"(", "set": {"storefront_url": "https://shop.example"}})");
  return at;
}

// Anna, who bought without registering, at a shop whose sites have storefronts.
struct buying_anna : ordering_anna {
  explicit buying_anna(shop& at, const std::string& email = R"(, "email": "Anna@Example.com")")
      : ordering_anna(at, with_storefronts(at).prepared<methods::customers_record_guest>(
                              R"({"site": "north")" + email + "}")) {}

  static std::string registering(const std::string& order) {
    return R"({"customer": {"id": "c41"}, "register": true, "order": )" + order + "}";
  }
  outcome<actors::decision> registered_by(const std::string& order) {
    now.parts.order.emplace();
    for (const auto& [part, each] : orders)
      if (order.find('"' + each.record.reference + '"') != std::string::npos)
        now.parts.order = actors::recorded<records::order>{each.record, each.checksum, part};
    return decided<orders_record>(registering(order));
  }
};

const std::string w1 = ordering_anna::order("W 1", 5000);

}  // namespace

TEST_CASE("the guest who bought is registered with his order, takes his login and gets a link") {
  shop in;
  buying_anna her(in);
  in.world.now += 1000;
  const auto made = her.registered_by(w1);
  REQUIRE(made);
  const records::customer& who = *made->after.profile;
  CHECK(who.kind == customer_kind::registered);
  CHECK(who.version == 2);
  CHECK(who.email_key == "anna@example.com");
  CHECK(who.registered_at == in.world.now);
  const std::string key = login(in, "anna@example.com");
  CHECK(expects_absent(*made, storage::table::unique, key));
  CHECK(puts(*made, key));
  CHECK(std::ranges::any_of(made->blame, [](const auto& each) {
    return each && each->code == errc::email_taken && each->path == "register";
  }));
  REQUIRE(mails_in(made->changes).size() == 1);
  CHECK(mails_in(made->changes).front().purpose == mailing::purpose::password_link);
  CHECK(kinds_of(*made) == std::vector<std::string>{"customer.converted", "order.recorded"});
  CHECK(answered(made, "reference") == "W 1");
  CHECK(actors::summary_of(made->after).count == 1);
}

TEST_CASE("told of again it changes nothing; who is registered already just buys") {
  shop in;
  buying_anna her(in);
  auto made = her.registered_by(w1);
  REQUIRE(made);
  her.now = made->after;
  const storage::key at =
      actors::recorded_key<records::order>(in.view->number, {41}, storage::timed_part(5000, 1));
  const auto put = std::ranges::find(made->changes.puts, at.view(), &storage::put::key);
  REQUIRE(put != made->changes.puts.end());
  her.orders[storage::timed_part(5000, 1)] = {
      fields::decode_tagged<records::order>(put->value).value(),
      storage::checksum(put->key, put->value)};
  const auto again = her.registered_by(w1);
  REQUIRE(again);
  CHECK(again->changes.puts.empty());
  const auto next = her.registered_by(ordering_anna::order("W 2", 6000));
  REQUIRE(next);
  CHECK(next->after.profile->version == 2);
  CHECK(kinds_of(*next) == std::vector<std::string>{"order.recorded"});
}

TEST_CASE("an order that is known already registers nobody") {
  shop in;
  buying_anna her(in);
  her.record(w1);
  CHECK(wrong_in(her.registered_by(w1)) == "register: invalid_field");
}

TEST_CASE("the site of the order says whether its buyer may register") {
  shop in;
  buying_anna her(in);
  for (const char* policy : {"optional", "required", "auto"}) {
    in.make<methods::sites_update>(R"({"site": "north", "set": {"register_at_checkout": ")" +
                                   std::string(policy) + "\"}}");
    CHECK(her.registered_by(w1));
    CHECK(her.recorded(w1)->after.profile->kind == customer_kind::guest);  // who does not ask
  }
  in.make<methods::sites_update>(R"({"site": "north", "set": {"register_at_checkout": "never"}})");
  CHECK(wrong_in(her.registered_by(w1)) == "register: forbidden");
  in.make<methods::settings_update>(R"({"set": {"storefront": false}})");
  CHECK(wrong_in(her.registered_by(w1)) == "register: capability_off");
}

TEST_CASE("who registers has an e-mail, and a site to log in at that he can be led to") {
  shop in;
  buying_anna nameless(in, "");
  CHECK(wrong_in(nameless.registered_by(w1)) == "register: invalid_field");
  buying_anna her(in);
  std::string elsewhere = w1;
  elsewhere.replace(elsewhere.find("north"), 5, "discount");  // of another realm
  CHECK(wrong_in(her.registered_by(elsewhere)) == "register: invalid_field");
  in.make<methods::sites_update>(R"({"site": "north", "unset": ["storefront_url"]})");
  CHECK(wrong_in(her.registered_by(w1)) == "register: missing_field");
}

TEST_CASE("a storefront does not learn by an order which e-mails have an account") {
  shop in;
  buying_anna her(in);
  in.make<methods::settings_update>(R"({"set": {"hide_accounts": true}})");
  in.caller.scopes = methods::any_of(records::scope::orders_write);
  CHECK(wrong_in(her.registered_by(w1)) == "register: forbidden");
  in.caller.scopes = methods::any_of(records::scope::orders_write, records::scope::customers_write);
  CHECK(her.registered_by(w1));
}

TEST_CASE("the router is told of the e-mail that an order's buyer takes") {
  shop in;
  buying_anna her(in);
  const auto taken = [&](const std::string& json) {
    const actors::command what = asked<orders_record>(json);
    std::vector<std::string> keys;
    for (const auto& each : actors::logins_taken_by(what, *her.now.profile, *in.view)) {
      CHECK(each.path == "register");
      keys.push_back(each.key);
    }
    CHECK((keys.empty() || actors::takes_login(what)));
    return keys;
  };
  const std::string wish = buying_anna::registering(w1);
  CHECK(taken(wish) == std::vector<std::string>{login(in, "anna@example.com")});
  CHECK(taken(R"({"customer": {"id": "c41"}, "order": )" + w1 + "}").empty());
  in.make<methods::sites_update>(R"({"site": "north", "set": {"register_at_checkout": "never"}})");
  CHECK(taken(wish).empty());
  her.now.profile->kind = customer_kind::registered;
  CHECK(taken(wish).empty());
}
