#include "actors/account/creation/imported.hpp"

#include <algorithm>

#include "actors/account/decide.hpp"
#include "protocol/methods/import.hpp"
#include "protocol/methods/mixins.hpp"
#include "storage/keys.hpp"
#include "tests/actors/shop.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;
using methods::import_row;

namespace {

constexpr const char* bcrypt = "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW";

constexpr const char* anna =
    R"({"email": "Anna@Example.com", "id": "anna", "external_id": "x1", "first_name": "Anna",
        "last_name": "Bell", "home_site": "north", "created_at": 1000})";

imported_row row_of(const shop& in, std::string_view json) {
  return make_imported_row(asked<import_row>(json),
                           {*in.view, in.caller, in.options, in.world.now});
}

// Anna, as she is stored after her import.
account_state there(shop& in, std::string_view json = anna) {
  const imported_row row = row_of(in, json);
  REQUIRE(row.made);
  auto made = decide(*row.made, {}, in.account_context());
  REQUIRE(made);
  return made->after;
}

std::string with(std::string json, const std::string& pair) {
  return json.insert(json.size() - 1, ", " + pair);
}

}  // namespace

TEST_CASE("an import keeps what only the past can know") {
  shop in;
  const imported_row row =
      row_of(in, with(anna, R"("verified": true, "active": false, "on_hold": true,
                        "registered_at": 2000, "password_hash": ")" +
                                std::string(bcrypt) + '"'));
  REQUIRE(row.made);
  auto context = in.account_context(bcrypt);
  const auto made = decide(*row.made, {}, context);
  REQUIRE(made);
  const records::customer& born = *made->after.profile;
  CHECK(born.created_at == 1000);
  CHECK(born.registered_at == 2000);
  CHECK(born.verified);
  CHECK_FALSE(born.active);
  CHECK(born.on_hold);
  CHECK(born.password == records::password_state::legacy);
  CHECK(row.made->event == "customer.imported");
  bool stored = false;
  for (const storage::put& each : made->changes.puts)
    stored |= each.value.find(bcrypt) != std::string::npos;
  CHECK(stored);
}

TEST_CASE("all that is wrong with a row is told at once") {
  shop in;
  CHECK(wrong_in(row_of(in, R"({"home_site": "nowhere", "password_hash": "secret",
                                "created_at": 9000000000000})")
                     .made) ==
        "home_site: not_found, created_at: invalid_field, password_hash: invalid_field, "
        "first_name: missing_field, last_name: missing_field, email: missing_field");
  CHECK(wrong_in(row_of(in, R"({"kind": "guest", "username": "u"})").made) ==
        "username: invalid_field");
}

TEST_CASE("a guest needs nothing but himself") {
  shop in;
  const imported_row row = row_of(in, R"({"kind": "guest"})");
  REQUIRE(row.made);
  CHECK(row.made->draft.kind == records::customer_kind::guest);
  CHECK(row.made->claims.empty());
  CHECK(row.known_by.empty());
}

TEST_CASE("the same row again changes nothing") {
  shop in;
  const account_state now = there(in);
  in.world.now += 5000;
  const auto again = decide(row_of(in, anna), now, in.account_context());
  REQUIRE(again);
  CHECK(again->changes.journal.empty());
  CHECK(again->answer.find("unchanged") != std::string::npos);
}

TEST_CASE("a row changes what it names and nothing else") {
  shop in;
  const account_state now = there(in);
  const auto changed =
      decide(row_of(in, R"({"id": "anna", "phone": "+4930901820"})"), now, in.account_context());
  REQUIRE(changed);
  CHECK(changed->after.profile->phone == "+4930901820");
  CHECK(changed->after.profile->first_name == "Anna");
  CHECK(changed->after.profile->version == 2);
  CHECK(changed->answer.find("updated") != std::string::npos);
}

TEST_CASE("a changed e-mail is another login, and not a verified one") {
  shop in;
  const account_state now = there(in, with(anna, R"("verified": true)"));
  const auto changed = decide(row_of(in, R"({"id": "anna", "email": "bell@example.com"})"), now,
                              in.account_context());
  REQUIRE(changed);
  CHECK(changed->after.profile->email_key == "bell@example.com");
  CHECK_FALSE(changed->after.profile->verified);
  const auto key = [&](std::string_view login) {
    return std::string(storage::login_key(in.view->number, default_realm, login).view());
  };
  REQUIRE(changed->changes.erasures.size() == 1);
  CHECK(changed->changes.erasures[0].key == key("anna@example.com"));
  bool expected = false;
  for (std::size_t i = 0; i < changed->changes.expectations.size(); ++i)
    if (changed->changes.expectations[i].key == key("bell@example.com"))
      expected = changed->blame[i] && changed->blame[i]->code == errc::email_taken;
  CHECK(expected);
}

TEST_CASE("a row cannot change id, kind or site, nor a password that there is") {
  shop in;
  CHECK(wrong_in(decide(row_of(in, R"({"external_id": "x1", "id": "bell", "kind": "guest",
                                       "home_site": "south"})"),
                        there(in), in.account_context())) ==
        "id: invalid_field, kind: invalid_field, home_site: invalid_field");

  const std::string hashed = with(anna, "\"password_hash\": \"" + std::string(bcrypt) + '"');
  account_state now = there(in);
  const auto first = decide(row_of(in, hashed), now, in.account_context(bcrypt));
  REQUIRE(first);
  CHECK(first->after.profile->password == records::password_state::legacy);
  now.profile->password = records::password_state::set;
  const auto later = decide(row_of(in, hashed), now, in.account_context(bcrypt));
  REQUIRE(later);
  CHECK(later->changes.journal.empty());
}

TEST_CASE("who may not see a customer learns no more than that his id is taken") {
  shop in;
  const account_state now = there(in);
  in.caller.sites = {"south"};
  CHECK(wrong_in(decide(row_of(in, R"({"id": "anna", "phone": "+4930901820"})"), now,
                        in.account_context())) == "id: id_taken");
}

TEST_CASE("mixins that a row brings to somebody who is there are checked by the tenant's schema") {
  shop in;
  in.make<methods::mixins_define>(
      R"({"entity": "customer", "schema": {"type": "object",
          "properties": {"tier": {"type": "integer"}}}})");
  const account_state before = there(in);
  const auto upserted = [&](const std::string& mixins) {
    return decide(row_of(in, with(anna, R"("mixins": )" + mixins)), before, in.account_context());
  };
  CHECK(wrong_in(upserted(R"({"tier": "gold"})")) == "mixins.tier: invalid_field");
  const auto made = upserted(R"({"tier": 3})");
  REQUIRE(made);
  CHECK(made->after.profile->mixins_version == 1);
}

TEST_CASE("a preferred site that a row brings to somebody who is there is expected to stay") {
  shop in;
  const auto made = decide(row_of(in, with(anna, R"("preferred_site": "south")")), there(in),
                           in.account_context());
  REQUIRE(made);
  const std::string site(
      storage::record_key({7}, storage::record_kind::site, in.view->sites_by_name.at("south"))
          .view());
  CHECK(std::ranges::count(made->changes.expectations, site, &storage::expectation::key) == 1);
}
