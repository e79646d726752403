// What an account's decisions say in the audit log and nowhere else.
#include <algorithm>

#include "actors/account/identity/links.hpp"
#include "actors/account/identity/proofs.hpp"
#include "actors/account/identity/sessions.hpp"
#include "actors/account/identity/strangers.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/links.hpp"
#include "protocol/methods/shopper.hpp"
#include "protocol/methods/sites.hpp"
#include "tests/actors/account/anna.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

namespace {

std::vector<records::audit_entry> audit_of(const decision& made) {
  std::vector<records::audit_entry> entries;
  for (const storage::audit_row& each : made.changes.audit)
    entries.push_back(fields::decode_tagged<records::audit_entry>(each.value).value());
  return entries;
}

records::audit_entry only_entry(const outcome<decision>& made) {
  REQUIRE(made);
  const auto entries = audit_of(*made);
  REQUIRE(entries.size() == 1);
  return entries.front();
}

// Anna, whose password is known, and a storefront that says where she is.
struct watched : anna {
  explicit watched(shop& at) : anna(at) {
    at.options.reason = "Anna called";
    at.limits.sessions = 2;
    at.limits.session_ms = 1'000'000;
    at.limits.access_token_ms = 1'000;
    at.make<methods::sites_update>(
        R"({"site": "north", "set": {"storefront_url": "https://north.example"}})");
    now.profile->home_site = "north";
    has_password();
    at.caller = {.what = principal::kind::client, .id = "till"};
  }

  template <class Method>
  outcome<decision> tried(std::string_view json, bool right = true) {
    decide_context context = in.account_context();
    context.password_right = right;
    context.source = "203.0.113.0/24";
    auto made = decide(asked<Method>(json), now, context);
    if (made) now = made->after;
    return made;
  }
  outcome<decision> logs_in(bool right = true) {
    return tried<methods::shopper_login>(
        R"({"site": "north", "username": "anna@example.com", "password": "it"})", right);
  }
  outcome<decision> refreshes(const std::string& token) {
    return tried<methods::shopper_refresh>(R"({"refresh_token": ")" + token + "\"}");
  }
};

}  // namespace

TEST_CASE("a login is audited: who, through whom, from where, and not why") {
  shop in;
  watched anna(in);
  const auto entry = only_entry(anna.logs_in());
  CHECK(entry.action == "customer.logged_in");
  CHECK(entry.account == 41);
  CHECK(entry.time == in.world.now);
  CHECK(entry.principal == "client:till");
  CHECK(entry.source == "203.0.113.0/24");
  CHECK_FALSE(entry.reason);
  CHECK_FALSE(entry.refused);
}

TEST_CASE("a failed login is audited in the commit that counts it, and says where it locks") {
  shop in;
  watched anna(in);
  for (int i = 0; i < 4; ++i) {
    const auto made = anna.logs_in(false);
    const auto entry = only_entry(made);
    CHECK(entry.action == "customer.login_failed");
    CHECK(entry.fields_changed.empty());
    CHECK(made->then_refuse);
  }
  CHECK(only_entry(anna.logs_in(false)).fields_changed == std::vector<std::string>{"locked_until"});
}

TEST_CASE("nothing is kept of a login that leads to nobody") {
  shop in;
  decide_context context = in.account_context();
  context.account = stranger_of(*in.view, default_realm, "nobody@example.com");
  account_state nobody{.parts = no_parts()};
  const auto made = failed_guess(nobody, {}, context);
  REQUIRE(made);
  CHECK(made->changes.audit.empty());
}

TEST_CASE("that one who may not log in brings the right password is audited") {
  shop in;
  watched anna(in);
  anna.now.profile->on_hold = true;
  const auto made = anna.logs_in();
  const auto entry = only_entry(made);
  CHECK(entry.action == "customer.login_failed");
  CHECK(entry.refused == "on_hold");
  REQUIRE(made->then_refuse);
  CHECK(made->then_refuse->code == errc::login_refused);
  CHECK(anna.now.parts.sessions->empty());
}

TEST_CASE("tokens that are refreshed are audited, and one that is used again") {
  shop in;
  watched anna(in);
  const std::string first = answered(anna.logs_in(), "refresh_token");
  CHECK(only_entry(anna.refreshes(first)).action == "customer.tokens_refreshed");
  in.world.now += 60'000;
  const auto again = anna.refreshes(first);
  CHECK(only_entry(again).action == "customer.token_reused");
  CHECK(again->then_refuse);
}

TEST_CASE("a link that is sent is audited with its purpose, and its use with what it changes") {
  shop in;
  watched anna(in);
  const auto entry = only_entry(
      anna.tried<methods::customers_send_password_link>(R"({"customer": {"number": 41}})"));
  CHECK(entry.action == "customer.link_sent");
  CHECK(entry.object == "reset_password");
}

TEST_CASE("an export is audited, changes nothing, and is not kept for retries") {
  shop in;
  watched anna(in);
  decide_context context = in.account_context();
  context.whole = whole_account{{41}, *anna.now.profile, anna.now.checksum, {}, {}};
  const auto made = decide(asked<methods::customers_export_data>(R"({"customer": {"number": 41}})"),
                           anna.now, context);
  CHECK(only_entry(made).action == "customer.exported");
  CHECK(made->changes.puts.empty());
  CHECK(made->changes.journal.empty());
  CHECK_FALSE(made->answers_for_retries);
  CHECK(made->answer.find("anna@example.com") != std::string::npos);
}
