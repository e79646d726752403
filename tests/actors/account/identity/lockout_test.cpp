// The mail to a customer whose account was locked by failed logins (security.md 7).
#include "actors/account/identity/guessing.hpp"
#include "protocol/methods/definitions.hpp"
#include "tests/actors/account/anna.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

namespace {

constexpr std::int64_t hour = 3'600'000;
constexpr int max = 10;

// Anna, whose account is locked after ten failures.
struct guessed : shop, anna {
  guessed() : anna(static_cast<shop&>(*this)) {
    set(R"({"login_failures_max": 10})");
    now.profile->home_site = "north";
    has_password();
    limits.sessions = 5;
    limits.session_ms = limits.access_token_ms = hour;
  }
  void set(const std::string& settings) {
    make<methods::settings_update>(R"({"set": )" + settings + "}");
  }

  decision logs_in(bool right, const std::string& more = "") {
    decide_context context = account_context();
    context.password_right = right;
    auto made = decide(
        asked<methods::shopper_login>(
            R"({"site": "north", "username": "anna@example.com", "password": "x")" + more + "}"),
        now, context);
    REQUIRE(made);
    now = made->after;
    return std::move(made).value();
  }
  // So many guesses; the mails that come of them.
  std::vector<records::mail> fails(int times) {
    std::vector<records::mail> sent;
    for (int i = 0; i < times; ++i) {
      const decision made = logs_in(false);
      CHECK(made.then_refuse->code == errc::invalid_credentials);
      CHECK(made.blame.size() == made.changes.expectations.size());
      for (records::mail& each : mails_in(made.changes)) sent.push_back(std::move(each));
    }
    return sent;
  }
  void is_unlocked() {
    auto made = decide(asked<methods::customers_unlock>(R"({"customer": {"id": "c41"}})"), now,
                       account_context());
    REQUIRE(made);
    now = made->after;
  }
};

}  // namespace

TEST_CASE("the owner is told in the commit that locks his account, and in no other") {
  guessed anna;
  CHECK(anna.fails(max - 1).empty());
  const auto sent = anna.fails(1);
  REQUIRE(sent.size() == 1);
  CHECK(sent.front().purpose == mailing::purpose::lockout_notice);
  CHECK(sent.front().address == "anna@example.com");
  CHECK(sent.front().site == "north");
  CHECK_FALSE(sent.front().sealed);
  CHECK(refuse_guess(anna.now, 0, anna.account_context()));
  anna.world.now += 100 * hour;
  CHECK(refuse_guess(anna.now, 0, anna.account_context()));  // so there is no failure after it
  CHECK(anna.fails(1).empty());
}

TEST_CASE("each lock is told of, within the limits on mails") {
  guessed anna;
  for (int i = 0; i < 3; ++i) {
    CHECK(anna.fails(max).size() == 1);
    anna.is_unlocked();
  }
  CHECK(anna.fails(max).empty());
  CHECK(anna.now.parts.guard->record.failures == max);  // locked all the same
  anna.is_unlocked();
  anna.world.now += hour;
  CHECK(anna.fails(max).size() == 1);
}

TEST_CASE("failures that lock nobody out are not told of") {
  guessed anna;
  const decision first = anna.logs_in(true);
  const std::string device = R"(, "device_token": ")" + answered(first, "device_token") + "\"";
  for (int i = 0; i < device_failures_max; ++i)
    CHECK(mails_in(anna.logs_in(false, device).changes).empty());
  CHECK(anna.fails(max - 1).empty());
  anna.logs_in(true);
  CHECK(anna.fails(max - 1).empty());
}

TEST_CASE("a tenant may want no notices of locks, and whom a password does not help gets none") {
  guessed anna;
  SECTION("by its settings") { anna.set(R"({"lockout_notice": false})"); }
  SECTION("on hold") { anna.now.profile->on_hold = true; }
  SECTION("inactive") { anna.now.profile->active = false; }
  CHECK(anna.fails(max).empty());
  CHECK(anna.now.parts.guard->record.failures == max);
}
