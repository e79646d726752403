#include "actors/account/identity/logins.hpp"
#include "actors/commands.hpp"
#include "tests/actors/account/changes.hpp"

using namespace atrium;
using namespace atrium::tests;
using methods::customers_change_email;
using methods::customers_set_username;
using storage::table;

namespace {

std::string username(const std::string& name) {
  return R"({"customer": {"id": "c41"}, "username": )" + name + "}";
}
std::string email(const std::string& address) {
  return R"({"customer": {"id": "c41"}, "email": ")" + address + "\"}";
}

}  // namespace

TEST_CASE("a username takes its entry, and gives up the one before") {
  shop in;
  anna her(in);
  const auto first = her.done<customers_set_username>(username("\"Annie\""));
  CHECK(her.now.profile->username == "Annie");
  CHECK(expects_absent(first, table::unique, login(in, "annie")));
  CHECK(puts(first, login(in, "annie")));
  CHECK(first.blame.at(1)->code == errc::username_taken);
  CHECK(event_of(first.changes).kind == "customer.username_changed");
  const auto second = her.done<customers_set_username>(username("\"bell\""));
  CHECK(erases(second, login(in, "annie")));
  CHECK(puts(second, login(in, "bell")));
  const auto none = her.done<customers_set_username>(username("null"));
  CHECK(erases(none, login(in, "bell")));
  CHECK_FALSE(her.now.profile->username);
  CHECK_FALSE(her.now.profile->username_key);
}

TEST_CASE("another spelling of the username changes the record and not the index") {
  shop in;
  anna her(in);
  her.done<customers_set_username>(username("\"Annie\""));
  const auto spelt = her.done<customers_set_username>(username("\"ANNIE\""));
  CHECK(her.now.profile->username == "ANNIE");
  CHECK(spelt.changes.erasures.empty());
  CHECK_FALSE(puts(spelt, login(in, "annie")));
  CHECK(her.decided<customers_set_username>(username("\"ANNIE\""))->changes.journal.empty());
}

TEST_CASE("a username with @ is the own e-mail, which is none of its own, or refused") {
  shop in;
  anna her(in);
  her.done<customers_set_username>(username("\"Annie\""));
  CHECK(wrong_in(her.decided<customers_set_username>(username("\"bob@example.com\""))) ==
        "username: invalid_field");
  her.done<customers_set_username>(username("\"Anna@Example.com\""));
  CHECK_FALSE(her.now.profile->username);
}

TEST_CASE("a registered customer's e-mail moves with its login and has to be verified again") {
  shop in;
  anna her(in);
  her.now.profile->verified = true;
  her.now.profile->verified_at = 1;
  const auto made = her.done<customers_change_email>(email("New@example.com"));
  CHECK(her.now.profile->email == "New@example.com");
  CHECK(her.now.profile->email_key == "new@example.com");
  CHECK_FALSE(her.now.profile->verified);
  CHECK_FALSE(her.now.profile->verified_at);
  CHECK(erases(made, login(in, "anna@example.com")));
  CHECK(expects_absent(made, table::unique, login(in, "new@example.com")));
  CHECK(puts(made, login(in, "new@example.com")));
  CHECK(made.blame.at(1)->code == errc::email_taken);
  CHECK(event_of(made.changes).fields_changed ==
        std::vector<std::string>{"email", "verified", "verified_at"});
}

TEST_CASE("another spelling of the e-mail stays verified") {
  shop in;
  anna her(in);
  her.now.profile->verified = true;
  const auto made = her.done<customers_change_email>(email("ANNA@example.com"));
  CHECK(her.now.profile->email == "ANNA@example.com");
  CHECK(her.now.profile->verified);
  CHECK(made.changes.erasures.empty());
}

TEST_CASE("a guest's e-mail is no login, and a guest has no username") {
  shop in;
  anna her(in);
  her.now.profile->kind = records::customer_kind::guest;
  her.now.profile->email_key.reset();
  const auto made = her.done<customers_change_email>(email("new@example.com"));
  CHECK(her.now.profile->email == "new@example.com");
  CHECK_FALSE(her.now.profile->email_key);
  CHECK(made.changes.puts.size() == 1);
  CHECK(wrong_in(her.decided<customers_set_username>(username("\"x\""))) == "not_registered");
}

TEST_CASE("the router is told of the name that a command takes, and of none where it takes none") {
  shop in;
  anna her(in);
  const auto taken = [&](actors::command what) {
    const auto claims = logins_taken_by(what, *her.now.profile, *in.view);
    return claims.empty() ? "" : claims.front().key;
  };
  CHECK(taken(asked<customers_set_username>(username("\"Annie\""))) == login(in, "annie"));
  CHECK(taken(asked<customers_set_username>(username("null"))).empty());
  CHECK(taken(asked<customers_set_username>(username("\"anna@example.com\""))).empty());
  CHECK(taken(asked<customers_change_email>(email("B@example.com"))) == login(in, "b@example.com"));
  CHECK(taken(asked<customers_change_email>(email("ANNA@example.com"))) ==
        login(in, "anna@example.com"));  // a command under way may be giving it up
  her.now.profile->kind = records::customer_kind::guest;
  CHECK(taken(asked<customers_change_email>(email("b@example.com"))).empty());
}
