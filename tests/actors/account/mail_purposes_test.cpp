// Every purpose of mails has somebody who orders mails for it: a purpose whose template nobody
// fills in is a promise that is not kept.
#include <set>

#include "protocol/methods/definitions.hpp"
#include "tests/actors/account/linked_anna.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;
using mailing::purpose;

namespace {

// What is mailed because of what is decided.
struct everything : linked_anna {
  everything() {
    set(R"({"back_office_url": "https://office.example", "login_failures_max": 10,
            "mails_per_hour": 100, "mails_per_day": 1000})");
    now.profile->home_site = "north";
    has_password();
    limits.sessions = 5;
    limits.session_ms = limits.access_token_ms = 3'600'000;
  }
  void set(const std::string& settings) {
    make<methods::settings_update>(R"({"set": )" + settings + "}");
  }
  void note(const storage::change_set& changes) {
    for (const records::mail& each : mails_in(changes)) sent.insert(each.purpose);
  }
  template <class Method>
  void does(const std::string& json, const decide_context& context) {
    auto made = decide(asked<Method>(json), now, context);
    if (!made) FAIL(made.failure().message);
    note(made->changes);
    now = made->after;
  }
  template <class Method>
  void does(const std::string& json) {
    does<Method>(json, account_context());
  }
  void create(const std::string& more) {
    const auto made = prepared<methods::customers_create>(
        R"({"email": "new@example.com", "first_name": "N", "last_name": "B",
            "initial_password": "correct horse 42")" +
        more + "}");
    REQUIRE(made);
    const auto born = decide(*made, {}, account_context("hash"));
    REQUIRE(born);
    note(born->changes);
  }
  decide_context with_password(bool right) {
    decide_context context = account_context();
    context.password_right = right;
    return context;
  }

  std::set<purpose> sent;
};

}  // namespace

TEST_CASE("for every purpose of mails there is a decision that orders one") {
  everything at;
  const std::string her = R"({"customer": {"id": "c41"}})";
  at.does<methods::customers_send_password_link>(her);
  at.now.profile->password = records::password_state::none;
  at.does<methods::customers_send_password_link>(her);
  at.now.profile->password = records::password_state::set;
  at.does<methods::customers_resend_verification>(her);
  at.does<methods::newsletter_subscribe>(R"({"site": "north", "email": "anna@example.com"})");
  at.does<methods::customers_set_status>(R"({"customer": {"id": "c41"}, "on_hold": true})");
  at.does<methods::customers_set_status>(
      R"({"customer": {"id": "c41"}, "on_hold": false, "send_mail": true})");

  const std::string login =
      R"({"site": "north", "username": "anna@example.com", "password": "it"})";
  at.does<methods::shopper_login>(login, at.with_password(true));
  decide_context own = at.with_password(true);
  own.shopper = acting_shopper{{41}, 1, at.world.now + 1};
  at.does<methods::shopper_request_email_change>(
      R"({"new_email": "other@example.com", "password": "it"})", own);
  for (int i = 0; i < 10; ++i) at.does<methods::shopper_login>(login, at.with_password(false));

  at.set(R"({"mail_passwords": true})");
  at.create("");
  at.set(R"({"customer_on_hold_on_creation": true})");
  at.create("");

  at.set(R"({"hide_accounts": true})");
  at.caller.scopes = methods::any_of(records::scope::storefront);
  auto again = at.prepared<methods::customers_register>(
      R"({"site": "north", "email": "anna@example.com", "password": "another, long enough",
          "first_name": "Other", "last_name": "Person"})");
  REQUIRE(again);
  const auto told = decide(repeated_registration{std::move(*again)}, at.now, at.account_context());
  REQUIRE(told);
  at.note(told->changes);

  at.caller = {.what = principal::kind::operators};
  tenant_context context = at.context();
  context.mails = &at.mails;
  at.apply(decide(asked<methods::staff_create>(
                      R"({"username": "kim", "name": "Kim", "email": "kim@example.com",
                          "invite": true})"),
                  *at.view, context));
  at.note(at.last.changes);

  for (std::size_t i = 0; i < mailing::purposes; ++i) {
    CAPTURE(enum_names(purpose{})[i]);
    CHECK(at.sent.contains(static_cast<purpose>(i)));
  }
}
