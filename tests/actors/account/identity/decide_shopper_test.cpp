#include "actors/account/identity/password_work.hpp"
#include "actors/account/identity/sessions.hpp"
#include "actors/commands.hpp"
#include "protocol/records/shopper_session.hpp"
#include "storage/keys.hpp"
#include "tests/actors/account/anna.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

namespace {

constexpr std::int64_t hour = 3'600'000;

// Anna, who may log in and brings the right password.
struct shopping : anna {
  explicit shopping(shop& at) : anna(at) {
    at.limits.sessions = 2;
    at.limits.session_ms = 90 * 24 * hour;
    at.limits.access_token_ms = hour;
    at.limits.refresh_grace_ms = 30'000;
    has_password();
  }

  template <class Method>
  outcome<decision> tried(std::string_view json, decide_context context) {
    auto made = decide(asked<Method>(json), now, context);
    if (made) now = made->after;
    return made;
  }
  outcome<decision> logs_in(std::string password_hash = {}) {
    decide_context context = in.account_context(std::move(password_hash));
    context.password_right = true;
    return tried<methods::shopper_login>(login, context);
  }
  outcome<decision> refreshes(const std::string& token) {
    return tried<methods::shopper_refresh>(R"({"refresh_token": ")" + token + "\"}",
                                           in.account_context());
  }

  static constexpr std::string_view login =
      R"({"site": "north", "username": "anna@example.com", "password": "it"})";
};

}  // namespace

TEST_CASE("a good login changes neither the version nor the journal") {
  shop in;
  shopping anna(in);
  const auto made = anna.logs_in();
  REQUIRE(made);
  CHECK(made->changes.journal.empty());
  CHECK(anna.now.profile->version == 1);
  CHECK(anna.now.profile->last_login_at == in.world.now);
  CHECK(anna.now.parts.sessions->size() == 1);
  CHECK_FALSE(made->then_refuse);
}

TEST_CASE("over the limit the session that was not used for longest ends") {
  shop in;
  shopping anna(in);
  REQUIRE(anna.logs_in());
  in.world.now += 1;
  const auto second = anna.logs_in();
  REQUIRE(second);
  in.world.now += 1;
  REQUIRE(anna.logs_in());
  REQUIRE(anna.now.parts.sessions->size() == 2);
  CHECK_FALSE(anna.now.parts.sessions->contains(1));
}

TEST_CASE("an imported password becomes one of ours at the first login") {
  shop in;
  shopping anna(in);
  anna.now.profile->password = records::password_state::legacy;
  const auto made = anna.logs_in("a newer hash");
  REQUIRE(made);
  CHECK(anna.now.profile->password == records::password_state::set);
  CHECK(anna.now.profile->version == 2);
  CHECK(anna.now.parts.password->record.hash == "a newer hash");
  CHECK(expects_unchanged(*made, password_key(in.view->number, {41}).view()));
  CHECK(event_of(made->changes).fields_changed == std::vector<std::string>{"password"});
}

TEST_CASE("imported passwords are good for nothing after the tenant's date") {
  shop in;
  shopping anna(in);
  anna.now.profile->password = records::password_state::legacy;
  const call_ptr what = make_call(asked<methods::shopper_login>(shopping::login), {});
  const auto before = next_password_work(*what, anna.now, 0, in.account_context());
  REQUIRE(before);
  CHECK(before->against == "hash of it");
  in.make<methods::settings_update>(R"({"set": {"legacy_passwords_until": )" +
                                    std::to_string(in.world.now) + "}}");
  const auto after = next_password_work(*what, anna.now, 0, in.account_context());
  REQUIRE(after);
  CHECK(after->against == "");
}

TEST_CASE("a password that was changed while it was looked at is looked at again") {
  shop in;
  shopping anna(in);
  const call_ptr what = make_call(asked<methods::shopper_login>(shopping::login), {});
  what->checked = {"hash of another", true, false};
  const auto work = next_password_work(*what, anna.now, 0, in.account_context());
  REQUIRE(work);
  CHECK(work->password);
  CHECK(work->against == "hash of it");
  what->checked = {"hash of it", true, false};
  CHECK_FALSE(next_password_work(*what, anna.now, 0, in.account_context())->password);
}

TEST_CASE("a wrong password is counted before the caller hears of it") {
  shop in;
  shopping anna(in);
  for (int i = 0; i < 5; ++i) {
    const auto made = anna.tried<methods::shopper_login>(shopping::login, in.account_context());
    REQUIRE(made);
    REQUIRE(made->then_refuse);
    CHECK(made->then_refuse->code == errc::invalid_credentials);
    CHECK(made->changes.puts.size() >= 1);
  }
  CHECK(anna.now.parts.guard->record.failures == 5);
  CHECK(anna.now.profile->locked_until == in.world.now + 1'000);
  const call_ptr what = make_call(asked<methods::shopper_login>(shopping::login), {});
  CHECK(wrong_in(next_password_work(*what, anna.now, 0, in.account_context())) ==
        "too_many_attempts");
}

TEST_CASE("a used refresh token says the same again for a while, and then ends the session") {
  shop in;
  shopping anna(in);
  const std::string first = answered(anna.logs_in(), "refresh_token");
  const std::string second = answered(anna.refreshes(first), "refresh_token");
  CHECK(second != first);
  in.world.now += 29'999;
  CHECK(answered(anna.refreshes(first), "refresh_token") == second);
  CHECK(anna.now.parts.sessions->size() == 1);
  in.world.now += 1;
  const auto late = anna.refreshes(first);
  REQUIRE(late);
  REQUIRE(late->then_refuse);
  CHECK(late->then_refuse->code == errc::invalid_token);
  CHECK(anna.now.parts.sessions->empty());
  CHECK(wrong_in(anna.refreshes(second)) == "refresh_token: invalid_token");
}

TEST_CASE("a session that is not refreshed ends") {
  shop in;
  shopping anna(in);
  const std::string token = answered(anna.logs_in(), "refresh_token");
  in.world.now += in.limits.session_ms;
  CHECK(wrong_in(anna.refreshes(token)) == "refresh_token: invalid_token");
}

TEST_CASE("a password that the shop gave is changed at the login") {
  shop in;
  shopping anna(in);
  anna.now.profile->password = records::password_state::must_change;
  const auto refused = anna.logs_in();
  REQUIRE(refused);
  REQUIRE(refused->then_refuse);
  CHECK(refused->then_refuse->code == errc::login_refused);

  constexpr std::string_view renewing =
      R"({"site": "north", "username": "anna@example.com", "password": "it",
          "new_password": "another one, long enough"})";
  const call_ptr what = make_call(asked<methods::shopper_login>(renewing), {});
  what->checked = {"hash of it", true, false};
  const auto work = next_password_work(*what, anna.now, 0, in.account_context());
  REQUIRE(work);
  REQUIRE(work->password);
  CHECK(work->password->reveal() == "another one, long enough");

  decide_context context = in.account_context("hash of another");
  context.password_right = true;
  const auto made = anna.tried<methods::shopper_login>(renewing, context);
  REQUIRE(made);
  CHECK(anna.now.profile->password == records::password_state::set);
  CHECK(anna.now.parts.password->record.hash == "hash of another");
  CHECK(anna.now.parts.sessions->size() == 1);
  CHECK(event_of(made->changes).kind == "customer.password_changed");
  CHECK(wrong_in(anna.tried<methods::shopper_login>(renewing, context)) ==
        "new_password: invalid_field");
}

TEST_CASE("a weak password is told only to who knows the one before it") {
  shop in;
  shopping anna(in);
  anna.now.profile->password = records::password_state::must_change;
  const call_ptr what =
      make_call(asked<methods::shopper_login>(
                    R"({"site": "north", "username": "anna@example.com", "password": "it",
                    "new_password": "anna"})"),
                {});
  what->checked = {"hash of it", false, false};
  CHECK(next_password_work(*what, anna.now, 0, in.account_context()));
  what->checked = {"hash of it", true, false};
  CHECK(wrong_in(next_password_work(*what, anna.now, 0, in.account_context())) ==
        "new_password: weak_password");
}
