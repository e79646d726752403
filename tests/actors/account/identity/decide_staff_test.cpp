#include "actors/account/identity/staff.hpp"

#include "actors/account/identity/guessing.hpp"
#include "actors/account/identity/password_work.hpp"
#include "actors/account/identity/sessions.hpp"
#include "actors/account/identity/strangers.hpp"
#include "actors/commands.hpp"
#include "protocol/identity/totp.hpp"
#include "protocol/records/change.hpp"
#include "tests/actors/account/anna.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

namespace {

// Kim, a member of staff who has chosen a password.
struct kim_at_work : shop {
  kim_at_work() {
    caller = {.what = principal::kind::operators};
    make<methods::groups_create>(R"({"group": "admins", "scopes": ["admin"]})");
    tenant_context in = context();
    in.password_hash = "hash of it";
    apply(decide(
        asked<methods::staff_create>(R"({"username": "kim", "name": "Kim", "groups": ["admins"]})"),
        *view, in));
    now.parts = no_parts();
    now.parts.credentials->record = {.version = 1, .hash = "hash of it", .set_at = 1};
  }

  decide_context staff_context(bool right = true, std::string hash = {}) {
    decide_context in = account_context(std::move(hash));
    in.account = storage::account_of_staff(1);
    in.world = &world;
    in.password_right = right;
    return in;
  }
  template <class Method>
  outcome<decision> tried(std::string_view json, const decide_context& in) {
    auto made = decide(asked<Method>(json), now, in);
    if (made) now = made->after;
    return made;
  }
  outcome<decision> logs_in(const std::string& more = {}, std::string hash = {}) {
    return tried<methods::staff_login>(
        R"({"tenant": "shop", "username": "kim", "password": "it")" + more + "}",
        staff_context(true, std::move(hash)));
  }
  // As her connection is after hello.
  void sits_down() {
    caller = {.what = principal::kind::staff,
              .number = storage::account_of_staff(1).value,
              .id = "u1",
              .session = now.parts.sessions->rbegin()->first,
              .shut_out = view->find_staff("kim")->shut_out};
  }
  // Sets up one-time codes; the secret of them.
  std::string enrols() {
    REQUIRE(logs_in());
    sits_down();
    const auto made = tried<methods::staff_enroll_totp>(R"({"password": "it"})", staff_context());
    REQUIRE(made);
    const auto key = mails.open(credentials_key(view->number, storage::account_of_staff(1)),
                                *now.parts.credentials->record.totp_new);
    REQUIRE(key);
    CHECK(answered(*made, "secret") == identity::to_base32(key->reveal()));
    for (const auto& put : made->changes.puts)
      CHECK(put.value.find(key->reveal()) == std::string::npos);
    return std::string(key->reveal());
  }
  std::string code(const std::string& key, int steps_later = 0) const {
    return identity::totp_code(key, identity::totp_step(world.now) + steps_later, {});
  }
  bool is_refused(const outcome<decision>& made, errc code) const {
    if (!made) return made.failure().code == code;
    return made->then_refuse && made->then_refuse->code == code;
  }

  account_state now;
};

}  // namespace

TEST_CASE("staff log in, and the journal names them by id alone") {
  kim_at_work in;
  const auto made = in.logs_in();
  REQUIRE(made);
  CHECK(answered(*made, "staff_token").starts_with("ast_shop_"));
  CHECK(in.now.parts.sessions->size() == 1);
  REQUIRE(made->changes.journal.size() == 1);
  const auto entry = fields::decode_tagged<records::change>(made->changes.journal.front().value);
  CHECK(entry->kind == "staff.logged_in");
  CHECK(entry->object == "u1");
  CHECK(entry->principal == "staff:u1");
  CHECK_FALSE(entry->account);
}

TEST_CASE("a login of staff expects that they were not changed meanwhile") {
  kim_at_work in;
  const auto made = in.logs_in();
  REQUIRE(made);
  const storage::key record = storage::staff_key(in.view->number, storage::account_of_staff(1));
  CHECK(std::ranges::any_of(made->changes.expectations, [&](const storage::expectation& each) {
    return each.key == record.view() && each.version == 1;
  }));
}

TEST_CASE("a wrong password of staff is counted, a disabled one's is never right") {
  kim_at_work in;
  const auto json = R"({"tenant": "shop", "username": "kim", "password": "no"})";
  for (int i = 0; i < 5; ++i)
    CHECK(in.is_refused(in.tried<methods::staff_login>(json, in.staff_context(false)),
                        errc::invalid_credentials));
  CHECK(in.now.parts.guard->record.failures == 5);
  const call_ptr what = make_call(asked<methods::staff_login>(json), {});
  CHECK(wrong_in(next_password_work(*what, in.now, 0, in.staff_context())) == "too_many_attempts");
  REQUIRE(in.tried<methods::staff_unlock>(R"({"staff": "kim"})", in.staff_context()));
  CHECK(in.now.parts.guard->record.failures == 0);
  in.make<methods::staff_disable>(R"({"staff": "kim"})");
  const auto work = next_password_work(*what, in.now, 0, in.staff_context());
  REQUIRE(work);
  CHECK(work->against == "");  // one that no password has
  CHECK(in.is_refused(in.logs_in(), errc::invalid_credentials));
}

TEST_CASE("an unknown login of staff is guarded like a known one") {
  kim_at_work in;
  decide_context of_nobody = in.staff_context(false);
  of_nobody.account = stranger_of(*in.view, realm_number{0}, "nobody");
  const auto made = in.tried<methods::staff_login>(
      R"({"tenant": "shop", "username": "nobody", "password": "no"})", of_nobody);
  CHECK(in.is_refused(made, errc::invalid_credentials));
  CHECK(in.now.parts.guard->record.failures == 1);
  CHECK(made->changes.journal.empty());
}

TEST_CASE("a password that others know is changed at the first login") {
  kim_at_work in;
  in.now.parts.credentials->record.must_change = true;
  const auto refused = in.logs_in();
  CHECK(in.is_refused(refused, errc::login_refused));
  REQUIRE(refused->changes.journal.size() == 1);
  CHECK(fields::decode_tagged<records::change>(refused->changes.journal.front().value)->kind ==
        "staff.login_failed");
  CHECK(in.now.parts.sessions->empty());
  REQUIRE(in.logs_in(R"(, "new_password": "a better one 42")", "hash of a better one"));
  CHECK_FALSE(in.now.parts.credentials->record.must_change);
  CHECK(in.now.parts.credentials->record.hash == "hash of a better one");
  const call_ptr same =
      make_call(asked<methods::staff_login>(R"({"tenant": "shop", "username": "kim",
      "password": "a better one 42", "new_password": "a better one 42"})"),
                {});
  CHECK(wrong_in(next_password_work(*same, in.now, 0, in.staff_context())) ==
        "new_password: weak_password");
}

TEST_CASE("a new password ends the other sessions of staff") {
  kim_at_work in;
  REQUIRE(in.logs_in());
  REQUIRE(in.logs_in());
  in.sits_down();
  REQUIRE(in.tried<methods::staff_change_password>(
      R"({"password": "it", "new_password": "a better one 42"})",
      in.staff_context(true, "hash of a better one")));
  CHECK(in.now.parts.sessions->size() == 1);
  CHECK(in.now.parts.sessions->contains(in.caller.session));
}

TEST_CASE("staff end one of their sessions, or all but that which they are in") {
  kim_at_work in;
  REQUIRE(in.logs_in());
  REQUIRE(in.logs_in());
  REQUIRE(in.logs_in());
  in.sits_down();
  const auto end = [&](const std::string& named) {
    const auto made = in.tried<methods::staff_end_sessions>(named, in.staff_context());
    return made ? std::string("done") : std::string(row_of(made.failure().code).name);
  };
  const std::string other = in.now.parts.sessions->begin()->second.record.id;
  CHECK(end(R"({"session": "s999"})") == "not_found");
  CHECK(end("{\"session\": \"" + other + "\"}") == "done");
  CHECK(in.now.parts.sessions->size() == 2);
  CHECK_FALSE(in.now.parts.sessions->begin()->second.record.id == other);
  CHECK(end("{}") == "done");
  CHECK(in.now.parts.sessions->size() == 1);
  CHECK(in.now.parts.sessions->contains(in.caller.session));
  CHECK(end("{}") == "done");
  CHECK(in.now.parts.sessions->size() == 1);
}

TEST_CASE("one-time codes count once they are confirmed, and each is good once") {
  kim_at_work in;
  const std::string key = in.enrols();
  CHECK(in.is_refused(
      in.tried<methods::staff_confirm_totp>(R"({"totp": "000000"})", in.staff_context()),
      errc::invalid_credentials));
  REQUIRE(in.logs_in());  // not confirmed, not asked for
  in.sits_down();
  REQUIRE(in.tried<methods::staff_confirm_totp>(R"({"totp": ")" + in.code(key) + "\"}",
                                                in.staff_context()));
  CHECK(in.is_refused(in.logs_in(), errc::invalid_credentials));
  CHECK(in.is_refused(in.logs_in(R"(, "totp": ")" + in.code(key) + "\""),
                      errc::invalid_credentials));  // used
  in.world.now += identity::totp_step_ms;
  const std::string good = R"(, "totp": ")" + in.code(key) + "\"";
  REQUIRE(in.logs_in(good));
  CHECK(in.is_refused(in.logs_in(good), errc::invalid_credentials));
  in.world.now += identity::totp_step_ms;
  CHECK(in.is_refused(in.logs_in(R"(, "totp": ")" + in.code(key, -1) + "\""),
                      errc::invalid_credentials));  // of the step before, which was used
  CHECK(in.is_refused(in.logs_in(R"(, "totp": ")" + in.code(key, 5) + "\""),
                      errc::invalid_credentials));
}

TEST_CASE("a wrong code counts as a wrong guess, and tells nothing of the password") {
  kim_at_work in;
  const std::string key = in.enrols();
  REQUIRE(in.tried<methods::staff_confirm_totp>(R"({"totp": ")" + in.code(key) + "\"}",
                                                in.staff_context()));
  in.now.parts.credentials->record.must_change = true;
  CHECK(in.is_refused(in.logs_in(R"(, "totp": "000000")"), errc::invalid_credentials));
  CHECK(in.now.parts.guard->record.failures == 1);
}

TEST_CASE("codes cannot be read under another key, and then let nobody in") {
  kim_at_work in;
  const std::string key = in.enrols();
  REQUIRE(in.tried<methods::staff_confirm_totp>(R"({"totp": ")" + in.code(key) + "\"}",
                                                in.staff_context()));
  in.world.now += identity::totp_step_ms;
  const mail_key other{secret(std::string_view("another key"))};
  decide_context context = in.staff_context();
  context.mails = &other;
  CHECK(in.is_refused(in.tried<methods::staff_login>(
                          R"({"tenant": "shop", "username": "kim", "password": "it", "totp": ")" +
                              in.code(key) + "\"}",
                          context),
                      errc::invalid_credentials));
  in.caller = {.what = principal::kind::operators};
  REQUIRE(in.tried<methods::staff_remove_totp>(R"({"staff": "kim"})", in.staff_context()));
  CHECK(in.logs_in());
}

TEST_CASE("sessions of staff end with the count of their shutting out") {
  kim_at_work in;
  REQUIRE(in.logs_in());
  in.sits_down();
  REQUIRE(decide(staff_session_use{in.caller.session}, in.now, in.staff_context()));
  in.make<methods::staff_disable>(R"({"staff": "kim"})");
  in.make<methods::staff_enable>(R"({"staff": "kim"})");
  CHECK(in.is_refused(in.tried<methods::staff_logout>("{}", in.staff_context()),
                      errc::unauthenticated));
  REQUIRE(in.logs_in());
  CHECK(in.now.parts.sessions->size() == 1);  // the void one went
}

TEST_CASE("a session of staff that is used goes on, but not beyond its day") {
  kim_at_work in;
  REQUIRE(in.logs_in());
  in.sits_down();
  const std::int64_t begun = in.world.now;
  const auto session = [&] { return in.now.parts.sessions->begin()->second.record; };
  CHECK(session().access_expires_at == begun + staff_idle_ms);
  const auto use = [&] {
    auto made = decide(staff_session_use{in.caller.session}, in.now, in.staff_context());
    REQUIRE(made);
    in.now = made->after;
  };
  in.world.now += staff_use_step_ms;
  use();
  CHECK(session().access_expires_at == in.world.now + staff_idle_ms);
  in.world.now = begun + staff_session_ms - 1;
  use();
  CHECK(session().access_expires_at == begun + staff_session_ms);
}

TEST_CASE("only who has all rights of another may give him a password") {
  kim_at_work in;
  in.caller = {.what = principal::kind::client, .id = "me", .scopes = 0};
  const call_ptr what = make_call(
      asked<methods::staff_reset_password>(R"({"staff": "kim", "password": "a better one 42"})"),
      {});
  CHECK(wrong_in(next_password_work(*what, in.now, 0, in.staff_context())) == "staff: forbidden");
  CHECK(
      in.is_refused(in.tried<methods::staff_remove_totp>(R"({"staff": "kim"})", in.staff_context()),
                    errc::forbidden));
  in.caller = {.what = principal::kind::operators};
  REQUIRE(in.logs_in());
  REQUIRE(in.tried<methods::staff_reset_password>(
      R"({"staff": "kim", "password": "a better one 42"})", in.staff_context(true, "hash of b")));
  CHECK(in.now.parts.sessions->empty());
  CHECK(in.now.parts.credentials->record.must_change);
}
