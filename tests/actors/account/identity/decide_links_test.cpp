#include "actors/account/identity/links.hpp"
#include "actors/account/identity/password_work.hpp"
#include "actors/account/identity/strangers.hpp"
#include "actors/commands.hpp"
#include "storage/keys.hpp"
#include "tests/actors/account/changes.hpp"
#include "tests/actors/account/linked_anna.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;
using mailing::purpose;
using records::link_purpose;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;

// Who has a password and a session.
struct reachable : linked_anna {
  reachable() {
    now.profile->home_site = "north";
    has_password();
    limits.sessions = 5;
    limits.session_ms = limits.access_token_ms = hour;
    decide_context context = account_context();
    context.password_right = true;
    take(decided<methods::shopper_login>(
        R"({"site": "north", "username": "anna@example.com", "password": "it"})", context));
  }

  decision asks_for_reset() {
    return done<methods::shopper_request_password_reset>(
        R"({"site": "north", "email": "anna@example.com"})");
  }
  decision wants_email(const std::string& email) {
    decide_context context = account_context();
    context.password_right = true;
    context.shopper = acting_shopper{{41}, 1, world.now + hour};
    return take(decided<methods::shopper_request_email_change>(
        R"({"new_email": ")" + email + R"(", "password": "it"})", context));
  }
  decision expires() { return take(decide(expired_links{}, now, account_context())); }

  static std::string with_password(const std::string& token) {
    return with_token(token, R"(, "password": "a new one, long enough")");
  }
  bool has_link(link_purpose of) const {
    return now.parts.links->contains(static_cast<std::uint64_t>(of));
  }
};

std::vector<purpose> purposes_of(const decision& made) {
  std::vector<purpose> found;
  for (const records::mail& each : mails_in(made.changes)) found.push_back(each.purpose);
  return found;
}

}  // namespace

TEST_CASE("a reset changes the password and ends sessions, devices and the link") {
  reachable anna;
  REQUIRE(anna.now.parts.sessions->size() == 1);
  REQUIRE(anna.now.parts.guard->record.devices.size() == 1);
  const decision asked_for = anna.asks_for_reset();
  CHECK(purposes_of(asked_for) == std::vector{purpose::password_reset});
  CHECK(asked_for.changes.journal.empty());
  const std::string token = anna.token_of(asked_for);
  const auto made = anna.done<methods::shopper_reset_password>(reachable::with_password(token),
                                                               "hash of the new one");
  CHECK(anna.now.parts.password->record.hash == "hash of the new one");
  CHECK(anna.now.parts.sessions->empty());
  CHECK(anna.now.parts.guard->record.devices.empty());
  CHECK(anna.now.parts.links->empty());
  CHECK(anna.now.profile->verified);
  CHECK(erases(made, storage::link_key({7}, *link_hash(token)).view()));
  CHECK(event_of(made.changes).fields_changed ==
        std::vector<std::string>{"password", "verified", "verified_at"});
  CHECK(anna.refused<methods::shopper_reset_password>(reachable::with_password(token)) ==
        "token: invalid_token");
}

TEST_CASE("a link is good for its time") {
  reachable anna;
  const std::string token = anna.token_of(anna.asks_for_reset());
  anna.world.now += 30 * minute;
  CHECK(anna.refused<methods::shopper_reset_password>(reachable::with_password(token)) ==
        "token: invalid_token");
  anna.world.now -= 1;
  CHECK(anna.refused<methods::shopper_reset_password>(reachable::with_password(token)).empty());
}

TEST_CASE("a new link voids the one before it") {
  reachable anna;
  const std::string older = anna.token_of(anna.asks_for_reset());
  const decision again = anna.asks_for_reset();
  CHECK(erases(again, storage::link_key({7}, *link_hash(older)).view()));
  CHECK(anna.refused<methods::shopper_reset_password>(reachable::with_password(older)) ==
        "token: invalid_token");
}

TEST_CASE("a link is good for one purpose") {
  reachable anna;
  const std::string reset = anna.token_of(anna.asks_for_reset());
  CHECK(anna.refused<methods::shopper_verify_email>(reachable::with_token(reset)) ==
        "token: invalid_token");
  CHECK(anna.refused<methods::shopper_confirm_email_change>(reachable::with_token(reset)) ==
        "token: invalid_token");
  const std::string change = anna.token_of(anna.wants_email("new@example.com"));
  CHECK(anna.refused<methods::shopper_reset_password>(reachable::with_password(change)) ==
        "token: invalid_token");
}

TEST_CASE("a link is redeemed where its customer is at home") {
  reachable anna;
  const std::string token = anna.token_of(anna.asks_for_reset());
  anna.caller.sites = {"south"};
  CHECK(anna.refused<methods::shopper_reset_password>(reachable::with_password(token)) ==
        "token: invalid_token");
  anna.caller.sites = {"north"};
  CHECK(anna.refused<methods::shopper_reset_password>(reachable::with_password(token)).empty());
}

TEST_CASE("nothing is hashed for a link that is not good, nor for a weak password") {
  reachable anna;
  const std::string token = anna.token_of(anna.asks_for_reset());
  const auto work = [&](const std::string& json) {
    const call_ptr what = make_call(asked<methods::shopper_reset_password>(json), {});
    return next_password_work(*what, anna.now, 0, anna.account_context());
  };
  CHECK(wrong_in(work(reachable::with_password("atl_" + std::string(43, 'A')))) ==
        "token: invalid_token");
  CHECK(wrong_in(work(reachable::with_token(token, R"(, "password": "anna")"))) ==
        "password: weak_password");
  const auto good = work(reachable::with_password(token));
  REQUIRE(good);
  CHECK(good->password);
  CHECK_FALSE(good->against);
}

TEST_CASE("who asks for a reset of nobody's e-mail causes a commit like any other") {
  reachable anna;
  decide_context context = anna.account_context();
  context.account = stranger_of(*anna.view, default_realm, "nobody@example.com");
  account_state nobody;
  nobody.parts = no_parts();
  const auto made = decide(asked<methods::shopper_request_password_reset>(
                               R"({"site": "north", "email": "nobody@example.com"})"),
                           nobody, context);
  REQUIRE(made);
  CHECK(made->changes.puts.size() == 1);
  CHECK(made->changes.journal.empty());
  CHECK(made->answer == anna.asks_for_reset().answer);
}

TEST_CASE("an e-mail change reserves the new address, tells the old one, and ends what was begun") {
  reachable anna;
  const auto made = anna.wants_email("New@Example.com");
  CHECK(purposes_of(made) ==
        std::vector{purpose::email_change_confirm, purpose::email_change_notice});
  CHECK(anna.now.profile->email == "anna@example.com");
  CHECK(anna.now.profile->pending_email == "New@Example.com");
  const storage::key reserved = storage::login_key({7}, default_realm, "new@example.com");
  CHECK(expects_absent(made, storage::table::unique, reserved.view()));

  const auto confirmed =
      anna.done<methods::shopper_confirm_email_change>(reachable::with_token(anna.token_of(made)));
  CHECK(anna.now.profile->email == "New@Example.com");
  CHECK(anna.now.profile->verified);
  CHECK_FALSE(anna.now.profile->pending_email);
  CHECK(anna.now.parts.sessions->empty());
  CHECK(anna.now.parts.links->empty());
  CHECK(erases(confirmed, storage::login_key({7}, default_realm, "anna@example.com").view()));
  CHECK_FALSE(erases(confirmed, reserved.view()));
  CHECK(event_of(confirmed.changes).fields_changed ==
        std::vector<std::string>{"email", "pending_email", "verified", "verified_at"});
}

TEST_CASE("the reservation of an e-mail ends with its link") {
  reachable anna;
  anna.wants_email("new@example.com");
  const storage::key reserved = storage::login_key({7}, default_realm, "new@example.com");
  CHECK(anna.expires().changes.erasures.empty());
  CHECK(anna.has_link(link_purpose::change_email));
  SECTION("when its time is over") {
    anna.world.now += hour;
    const auto made = anna.expires();
    CHECK(erases(made, reserved.view()));
    CHECK(event_of(made.changes).kind == "customer.email_change_expired");
  }
  SECTION("when the password is reset") {
    const std::string token = anna.token_of(anna.asks_for_reset());
    const auto made = anna.done<methods::shopper_reset_password>(reachable::with_password(token),
                                                                 "hash of the new one");
    CHECK(erases(made, reserved.view()));
  }
  SECTION("when another address is wanted") {
    const auto made = anna.wants_email("other@example.com");
    CHECK(erases(made, reserved.view()));
    CHECK(anna.now.profile->pending_email == "other@example.com");
    return;
  }
  SECTION("when the shop changes the e-mail") {
    const auto made = anna.done<methods::customers_change_email>(
        R"({"customer": {"id": "c41"}, "email": "third@example.com"})");
    CHECK(erases(made, reserved.view()));
  }
  CHECK_FALSE(anna.has_link(link_purpose::change_email));
  CHECK_FALSE(anna.now.profile->pending_email);
}

TEST_CASE("the shop sends a link to choose a password to registered customers with an address") {
  reachable anna;
  const std::string her = R"({"customer": {"id": "c41"}})";
  CHECK(purposes_of(anna.done<methods::customers_send_password_link>(her)) ==
        std::vector{purpose::password_reset});
  anna.now.profile->password = records::password_state::none;
  CHECK(purposes_of(anna.done<methods::customers_send_password_link>(her)) ==
        std::vector{purpose::password_link});
  CHECK(purposes_of(anna.done<methods::customers_resend_verification>(her)) ==
        std::vector{purpose::verify_email});
  anna.now.profile->verified = true;
  CHECK(anna.refused<methods::customers_resend_verification>(her) == "already_verified");
  anna.now.profile->kind = records::customer_kind::guest;
  CHECK(anna.refused<methods::customers_send_password_link>(her) == "not_registered");
  anna.now.profile->kind = records::customer_kind::registered;
  anna.make<methods::sites_update>(R"({"site": "north", "unset": ["storefront_url"]})");
  CHECK(anna.refused<methods::customers_send_password_link>(her) == "missing_field");
}
