#include "actors/account/parts.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/sites.hpp"
#include "protocol/methods/tenants.hpp"
#include "tests/actors/account/anna.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

namespace {

constexpr std::string_view again =
    R"({"site": "north", "email": "Anna@example.com", "password": "another one, long enough",
        "first_name": "Other", "last_name": "Person"})";

struct registering : shop, anna {
  registering() : anna(static_cast<shop&>(*this)) {
    now.profile->home_site = "north";
    has_password();
    now.profile->phone = "+4930123456";
    now.profile->restriction = "vip";
    caller.scopes = methods::any_of(records::scope::storefront);
  }

  outcome<decision> registers() {
    auto made = prepared<methods::customers_register>(again);
    REQUIRE(made);
    decide_context context = account_context("hash of another");
    return decide(repeated_registration{std::move(*made)}, now, context);
  }
  void set(std::string_view settings) {
    make<methods::settings_update>(R"({"set": )" + std::string(settings) + "}");
  }
  void need_verification() {
    make<methods::sites_update>(
        R"({"site": "north", "set": {"login_needs_verification": true,
            "storefront_url": "https://north.example"}})");
  }
};

}  // namespace

TEST_CASE("an e-mail that has an account is taken") {
  registering shop;
  CHECK(wrong_in(shop.registers()) == "email: email_taken");
  shop.need_verification();
  shop.now.profile->verified = true;
  CHECK(wrong_in(shop.registers()) == "email: email_taken");
}

TEST_CASE("where login needs it, an account that nobody has verified is his who registers again") {
  registering shop;
  shop.need_verification();
  const auto made = shop.registers();
  REQUIRE(made);
  const records::customer& after = *made->after.profile;
  CHECK(after.id == "c41");
  CHECK(after.first_name == "Other");
  CHECK_FALSE(after.phone);
  CHECK(after.restriction == "vip");  // the shop's word
  CHECK(made->after.parts.password->record.hash == "hash of another");
  CHECK(made->after.parts.links->size() == 1);
  CHECK(event_of(made->changes).fields_changed ==
        std::vector<std::string>{"password", "email", "first_name", "last_name", "phone", "locale",
                                 "currency"});
}

TEST_CASE("a storefront that is not to know hears nothing, and the owner is told") {
  registering shop;
  shop.set(R"({"hide_accounts": true})");
  const auto made = shop.registers();
  REQUIRE(made);
  CHECK(made->after.parts.password->record.hash == "hash of it");
  CHECK(made->after.parts.mails->size() == 1);
  CHECK(made->after.parts.mails->front().purpose == mailing::purpose::account_exists);
  CHECK(event_of(made->changes).kind == "customer.registration_refused");

  auto newcomer = shop.prepared<methods::customers_register>(again);
  REQUIRE(newcomer);
  decide_context context = shop.account_context("hash");
  const auto born = decide(*newcomer, {}, context);
  REQUIRE(born);
  CHECK(born->answer == made->answer);

  shop.caller.scopes |= methods::any_of(records::scope::customers_write);
  CHECK(wrong_in(shop.registers()) == "email: email_taken");
}
