#include <algorithm>

#include "actors/account/identity/logins.hpp"
#include "actors/commands.hpp"
#include "protocol/methods/tenants.hpp"
#include "storage/keys.hpp"
#include "tests/actors/account/belongings.hpp"
#include "tests/actors/account/changes.hpp"
#include "tests/actors/companies.hpp"

using namespace atrium;
using namespace atrium::tests;
using methods::contacts_convert;
using methods::contacts_create;
using records::company_state;
using records::customer_kind;

namespace {

using ids = std::vector<std::string>;

// Anna, when she was known to the business and had neither bought nor registered.
struct known_anna : ordering_anna {
  explicit known_anna(shop& at, const std::string& more = R"(, "email": "Anna@Example.com")")
      : ordering_anna(
            at, at.prepared<contacts_create>(
                    R"({"first_name": "Anna", "last_name": "Bell", "preferred_site": "north")" +
                    more + "}")) {}
};

std::string to(const std::string& kind, const std::string& more = "") {
  return R"({"customer": {"id": "c41"}, "to": ")" + kind + "\"" + more + "}";
}

}  // namespace

TEST_CASE("a contact is a customer's record without any login") {
  shop in;
  const known_anna her(in);
  const records::customer& who = *her.now.profile;
  CHECK(who.kind == customer_kind::contact);
  CHECK(who.email == "Anna@Example.com");
  CHECK_FALSE(who.email_key);
  CHECK_FALSE(who.registered_at);
  CHECK(who.home_site == "north");
  CHECK(who.currency == "CHF");
  CHECK(event_of(her.first.changes).kind == "customer.contact_created");
  CHECK_FALSE(puts(her.first, login(in, "anna@example.com")));
}

TEST_CASE("a contact may belong to companies that are approved") {
  company_shop in;
  in.make_company("bell", company_state::approved);
  in.make_company("ring", company_state::pending);
  const auto made = [&](const std::string& companies) -> outcome<actors::decision> {
    auto draft = in.prepared<contacts_create>(
        R"({"first_name": "A", "last_name": "B", "companies": )" + companies + "}");
    if (!draft) return draft.failure();
    actors::account_state none;
    auto known = std::make_shared<actors::named_companies>();
    for (const auto& [id, row] : in.rows) known->push_back(row);
    none.parts.companies = std::move(known);
    return actors::decide(*draft, none, in.account_context());
  };
  const auto with = made(R"(["bell"])");
  REQUIRE(with);
  CHECK(with->after.profile->companies == ids{"bell"});
  CHECK(expects_unchanged(*with, storage::company_key(in.view->number, 1)));
  CHECK_FALSE(made("[]")->after.profile->companies);
  CHECK(wrong_in(made(R"(["bell", "ring"])")) == "companies.1: invalid_field");
  CHECK(wrong_in(made(R"(["nobody"])")) == "companies.0: not_found");
  CHECK(wrong_in(made(R"(["bell", "bell"])")) == "companies: invalid_field");
}

TEST_CASE("a contact may be something at his companies from the first") {
  company_shop in;
  in.make_company("bell", company_state::approved);
  in.make_company("ring", company_state::approved);
  const auto prepared = [&](const std::string& roles) {
    return in.prepared<contacts_create>(
        R"({"first_name": "A", "last_name": "B", "companies": ["ring", "bell"], "company_roles": )" +
        roles + "}");
  };
  const auto made = prepared(R"([{"company": "ring", "roles": ["buyer"]},
                                 {"company": "bell", "roles": ["buyer", "admin", "buyer"]}])");
  REQUIRE(made);
  using all = std::vector<records::roles_at_company>;
  CHECK(made->draft.company_roles == all{{"bell", {"admin", "buyer"}}, {"ring", {"buyer"}}});
  CHECK_FALSE(prepared("[]")->draft.company_roles);
  CHECK_FALSE(prepared(R"([{"company": "bell", "roles": []}])")->draft.company_roles);
  CHECK(wrong_in(prepared(R"([{"company": "bell", "roles": ["buyer"]},
                              {"company": "tone", "roles": ["buyer"]},
                              {"company": "bell", "roles": ["admin"]}])")) ==
        "company_roles.1.company: invalid_field, company_roles.2.company: invalid_field");
  CHECK(wrong_in(in.prepared<contacts_create>(
            R"({"first_name": "A", "last_name": "B",
                "company_roles": [{"company": "bell", "roles": ["buyer"]}]})")) ==
        "company_roles.0.company: invalid_field");
}

TEST_CASE("a contact becomes a registered customer, and takes his login, in one commit") {
  shop in;
  in.make<methods::sites_update>(
      R"({"site": "north", "set": {"storefront_url": "https://north.example"}})");
  known_anna her(in);
  in.world.now += 1000;
  const auto made = her.done<contacts_convert>(
      to("registered", R"(, "username": "Annie", "send_password_link": true)"));
  const records::customer& who = *her.now.profile;
  CHECK(who.kind == customer_kind::registered);
  CHECK(who.id == "c41");
  CHECK(who.version == 2);
  CHECK(who.email_key == "anna@example.com");
  CHECK(who.username == "Annie");
  CHECK(who.registered_at == in.world.now);
  CHECK(who.created_at == in.world.now - 1000);
  for (const char* name : {"anna@example.com", "annie"}) {
    CHECK(expects_absent(made, storage::table::unique, login(in, name)));
    CHECK(puts(made, login(in, name)));
  }
  std::vector<errc> blamed;
  for (const auto& each : made.blame)
    if (each) blamed.push_back(each->code);
  CHECK(std::ranges::count(blamed, errc::email_taken) == 1);
  CHECK(std::ranges::count(blamed, errc::username_taken) == 1);
  CHECK(event_of(made.changes).kind == "customer.converted");
  CHECK(event_of(made.changes).fields_changed == ids{"kind", "username", "registered_at"});
  REQUIRE(mails_in(made.changes).size() == 1);
  CHECK(mails_in(made.changes).front().purpose == mailing::purpose::password_link);
  CHECK(wrong_in(her.decided<contacts_convert>(to("guest"))) == "customer: invalid_field");
}

TEST_CASE("who is converted may get a first password as one who is created does") {
  shop in;
  in.make<methods::settings_update>(
      R"({"set": {"mail_passwords": true, "customer_on_hold_on_creation": true}})");
  known_anna her(in);
  const auto convert = [&](const std::string& more, std::string hash, std::string_view made_up) {
    auto context = in.account_context(std::move(hash));
    context.made_up = made_up;
    return actors::decide(asked<contacts_convert>(to("registered", more)), her.now, context);
  };
  const std::string password(
      storage::customer_key(in.view->number, {41}, storage::customer_item::password).view());
  const auto typed = convert(R"(, "initial_password": "first of the day 42")", "hash of it", {});
  REQUIRE(typed);
  CHECK(typed->after.profile->password == records::password_state::must_change);
  CHECK(typed->after.profile->activation_mail_due == true);
  CHECK(expects_absent(*typed, storage::table::records, password));
  CHECK(puts(*typed, password));
  CHECK(typed->after.parts.password->record.hash == "hash of it");
  REQUIRE(mails_in(typed->changes).size() == 1);
  CHECK(mails_in(typed->changes).front().purpose == mailing::purpose::account_preparing);
  CHECK(event_of(typed->changes).fields_changed == ids{"kind", "password", "registered_at"});

  in.make<methods::settings_update>(R"({"set": {"customer_on_hold_on_creation": false}})");
  const auto generated = convert(R"(, "generate_password": true)", "hash of that", "made up");
  REQUIRE(generated);
  CHECK(generated->after.parts.password->record.hash == "hash of that");
  CHECK_FALSE(generated->after.profile->activation_mail_due);
  REQUIRE(mails_in(generated->changes).size() == 1);
  CHECK(mails_in(generated->changes).front().purpose == mailing::purpose::initial_password);
  const auto silent =
      convert(R"(, "initial_password": "first of the day 42", "send_mail": false)", "hash", {});
  REQUIRE(silent);
  CHECK(mails_in(silent->changes).empty());

  CHECK(wrong_in(convert(R"(, "initial_password": "short")", "hash", {})) ==
        "initial_password: weak_password");
  CHECK(wrong_in(convert(R"(, "initial_password": "first of the day 42", "generate_password": true,
                             "send_password_link": true)",
                         "hash", {})) ==
        "generate_password: invalid_field, send_password_link: invalid_field");
  CHECK(wrong_in(convert(R"(, "send_mail": true)", "", {})) == "send_mail: invalid_field");
  in.make<methods::settings_update>(R"({"set": {"mail_passwords": false}})");
  CHECK(wrong_in(convert(R"(, "generate_password": true)", "hash", "made up")) ==
        "generate_password: invalid_field");
  CHECK(wrong_in(her.decided<contacts_convert>(
            to("guest", R"(, "initial_password": "first of the day 42", "send_mail": true)"))) ==
        "initial_password: invalid_field, send_mail: invalid_field");
}

TEST_CASE("the account of one who is registered begins as the tenant has it") {
  shop in;
  in.make<methods::settings_update>(R"({"set": {"customer_on_hold_on_creation": true}})");
  known_anna her(in);
  her.now.profile->on_hold = false;
  const auto made = her.done<contacts_convert>(to("registered"));
  CHECK(her.now.profile->on_hold);
  CHECK(std::ranges::count(event_of(made.changes).fields_changed, "on_hold") == 1);
}

TEST_CASE("a contact becomes a guest, who has no login") {
  shop in;
  known_anna her(in, "");
  const auto made = her.done<contacts_convert>(to("guest"));
  CHECK(her.now.profile->kind == customer_kind::guest);
  CHECK(event_of(made.changes).fields_changed == ids{"kind"});
  CHECK(made.changes.puts.size() == 1);
}

TEST_CASE("what a login needs and a contact lacks is told, all at once") {
  shop in;
  known_anna her(in, "");
  her.now.profile->last_name.reset();
  CHECK(
      wrong_in(her.decided<contacts_convert>(to("registered", R"(, "username": "a@b.example")"))) ==
      "last_name: missing_field, email: missing_field, username: invalid_field");
  CHECK(wrong_in(her.decided<contacts_convert>(to("registered", R"(, "email": "@")"))) ==
        "last_name: missing_field, email: invalid_field");
  CHECK(wrong_in(her.decided<contacts_convert>(
            to("guest", R"(, "username": "annie", "send_password_link": true)"))) ==
        "username: invalid_field, send_password_link: invalid_field");
  in.make<methods::settings_update>(R"({"set": {"b2b": false}})");
  CHECK(wrong_in(her.decided<contacts_convert>(to("guest"))) == "capability_off");
  CHECK(wrong_in(in.prepared<contacts_create>(R"({"first_name": "A", "last_name": "B"})")) ==
        "capability_off");
}

TEST_CASE("the router is told of the names that a conversion takes") {
  shop in;
  known_anna her(in);
  const auto taken = [&](const std::string& json) {
    ids keys;
    const actors::command what = asked<contacts_convert>(json);
    for (const auto& each : actors::logins_taken_by(what, *her.now.profile, *in.view))
      keys.push_back(each.key);
    return keys;
  };
  CHECK(taken(to("registered")) == ids{login(in, "anna@example.com")});
  CHECK(taken(to("registered", R"(, "username": "Annie")")) ==
        ids{login(in, "anna@example.com"), login(in, "annie")});
  CHECK(taken(to("registered", R"(, "email": "b@example.com")")) ==
        ids{login(in, "b@example.com")});
  CHECK(taken(to("guest")).empty());
  her.now.profile->kind = customer_kind::guest;
  CHECK(taken(to("registered")).empty());
}

TEST_CASE("a contact has no orders, nor gets those of a guest") {
  shop in;
  known_anna her(in);
  CHECK(wrong_in(her.recorded(ordering_anna::order("W 1", 5000))) == "customer: invalid_field");
  her.done<contacts_convert>(to("guest"));
  CHECK(her.recorded(ordering_anna::order("W 1", 5000)));
}
