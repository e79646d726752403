#include "actors/account/decide.hpp"

#include "actors/tenant/site_move_step.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/mixins.hpp"
#include "storage/keys.hpp"
#include "tests/actors/account/changes.hpp"

using namespace atrium;
using namespace atrium::tests;
using methods::customers_set_status;
using methods::customers_update;
using storage::expectation;

TEST_CASE("a generated id must not have been chosen by the time of the commit, nor the reverse") {
  shop in;
  const anna her(in);
  const tenant_number tenant = her.first.changes.tenant;
  CHECK(expects_absent(
      her.first, storage::table::unique,
      storage::unique_key(tenant, storage::unique_space::customer_id, her.now.profile->id)));

  auto chosen = in.prepared<methods::customers_create>(
      R"({"email": "ben@example.com", "first_name": "Ben", "last_name": "Ash", "id": "c77"})");
  REQUIRE(chosen);
  chosen->generated_id_of = account_number{77};
  const auto made = actors::decide(*chosen, {}, in.account_context());
  REQUIRE(made);
  CHECK(expects_absent(*made, storage::table::records, storage::customer_key(tenant, {77})));
}

TEST_CASE(
    "a creation writes record, password, names and event in one change set, and expects all "
    "absent") {
  shop in;
  const anna her(in);
  const storage::change_set& changes = her.first.changes;
  CHECK(changes.puts.size() == 4);          // record, e-mail, external id, password
  CHECK(changes.expectations.size() == 4);  // record, generated id, e-mail, external id
  CHECK(her.first.blame.size() == changes.expectations.size());
  for (std::size_t i = 0; i < changes.expectations.size(); ++i) {
    CHECK(changes.expectations[i].what == expectation::kind::absent);
    CHECK(her.first.blame[i]);
  }
  REQUIRE(changes.used_numbers.size() == 1);
  CHECK(changes.used_numbers[0].number == 41);
  const records::change event = event_of(changes);
  CHECK(event.kind == "customer.created");
  CHECK(event.account == 41);
  CHECK(event.version == 1);
  CHECK(event.principal == "client:me");
}

TEST_CASE("a new customer has number, generated id, reference and times") {
  shop in;
  const anna her(in);
  const records::customer& profile = *her.now.profile;
  CHECK(profile.id == "c41");
  CHECK(profile.number == 41);
  CHECK_FALSE(profile.reference.empty());
  CHECK(profile.created_at == in.world.now);
  CHECK(profile.registered_at == in.world.now);
  CHECK(profile.version == 1);
}

TEST_CASE("an update raises the version by one and names what changed, never its value") {
  shop in;
  anna her(in);
  const auto made =
      her.decided<customers_update>(R"({"customer": {"id": "c41"}, "set": {"first_name": "Anne",
                                         "last_name": "Bell"}, "unset": ["external_id"]})");
  REQUIRE(made);
  CHECK(made->after.profile->version == 2);
  CHECK(made->after.profile->first_name == "Anne");
  const records::change event = event_of(made->changes);
  CHECK(event.version == 2);
  CHECK(event.fields_changed == std::vector<std::string>{"first_name", "external_id"});
  CHECK(made->changes.journal.front().value.find("Anne") == std::string::npos);
  REQUIRE(made->changes.expectations.size() == 1);
  CHECK(made->changes.expectations[0].version == 1);
  CHECK_FALSE(made->blame.at(0));  // out of date: to be decided again
  CHECK(made->changes.erasures.size() == 1);
}

TEST_CASE("a new external id is expected to be free, and the old one is given up") {
  shop in;
  anna her(in);
  const auto made = her.decided<customers_update>(
      R"({"customer": {"id": "c41"}, "set": {"external_id": "new"}})");
  REQUIRE(made);
  CHECK(made->changes.erasures.size() == 1);
  REQUIRE(made->changes.expectations.size() == 2);
  REQUIRE(made->blame.at(1));
  CHECK(made->blame[1]->code == errc::id_taken);
  CHECK(made->blame[1]->path == "set.external_id");
}

TEST_CASE("what changes nothing has no event and no new version") {
  shop in;
  anna her(in);
  for (const auto& made :
       {her.decided<customers_update>(
            R"({"customer": {"id": "c41"}, "set": {"first_name": "Anna"}})"),
        her.decided<customers_set_status>(R"({"customer": {"id": "c41"}, "active": true})")}) {
    REQUIRE(made);
    CHECK(made->changes.journal.empty());
    CHECK(made->changes.puts.empty());
    CHECK(made->after.profile->version == 1);
  }
}

TEST_CASE("if_version must be the version, and the refusal tells it") {
  shop in;
  anna her(in);
  in.options.if_version = 2;
  const auto made = her.decided<customers_update>(
      R"({"customer": {"id": "c41"}, "set": {"first_name": "Anne"}})");
  REQUIRE_FALSE(made);
  CHECK(made.failure().code == errc::version_conflict);
  REQUIRE(made.failure().data.size() == 1);
  CHECK(made.failure().data[0].first == "version");
  CHECK(std::get<std::int64_t>(made.failure().data[0].second) == 1);
  in.options.if_version = 1;
  CHECK(her.decided<customers_update>(
      R"({"customer": {"id": "c41"}, "set": {"first_name": "Anne"}})"));
}

TEST_CASE("who is locked out may use the room kept back; who is let in again may not") {
  shop in;
  anna her(in);
  struct {
    const char* json;
    bool reserve;
  } const cases[] = {{R"({"customer": {"id": "c41"}, "active": false})", true},
                     {R"({"customer": {"id": "c41"}, "on_hold": true})", true},
                     {R"({"customer": {"id": "c41"}, "active": true, "on_hold": false})", false}};
  for (const auto& each : cases) {
    CAPTURE(each.json);
    const auto made = her.decided<customers_set_status>(each.json);
    REQUIRE(made);
    CHECK(made->changes.may_use_reserve == each.reserve);
    her.now = made->after;
  }
}

TEST_CASE("a guest has no status, and an absent or erased customer nothing at all") {
  shop in;
  anna her(in);
  her.now.profile->kind = records::customer_kind::guest;
  CHECK(wrong_in(her.decided<customers_set_status>(
            R"({"customer": {"id": "c41"}, "active": false})")) == "not_registered");
  const char* rename = R"({"customer": {"id": "c41"}, "set": {"first_name": "Anne"}})";
  her.now.profile->erased = true;
  CHECK(wrong_in(her.decided<customers_update>(rename)) == "not_found");
  her.now.profile.reset();
  CHECK(wrong_in(her.decided<customers_update>(rename)) == "not_found");
}

TEST_CASE("an update to a site that does not exist is refused with its path") {
  shop in;
  anna her(in);
  CHECK(wrong_in(her.decided<customers_update>(
            R"({"customer": {"id": "c41"}, "set": {"preferred_site": "nowhere"}})")) ==
        "set.preferred_site: not_found");
}

TEST_CASE("mixins are kept with the version of the schema that they were checked against") {
  shop in;
  anna her(in);
  const auto define = [&](const char* type) {
    in.make<methods::mixins_define>(
        R"({"entity": "customer", "schema": {"type": "object", "properties": {"tier": {"type": )" +
        std::string(type) + "}}}}");
  };
  const auto update = [&](const char* set) {
    auto made = her.decided<customers_update>(R"({"customer": {"id": "c41"}, "set": )" +
                                              std::string(set) + "}");
    REQUIRE(made);
    her.now = made->after;
    return std::move(made).value();
  };
  const auto changed = [&](const actors::decision& made) {
    return event_of(made.changes).fields_changed;
  };
  using names = std::vector<std::string>;
  define(R"("string")");
  CHECK(changed(update(R"({"mixins": {"tier": "gold"}})")) == names{"mixins", "mixins_version"});
  CHECK(her.now.profile->mixins_version == 1);
  define(R"(["string", "null"])");
  CHECK(changed(update(R"({"first_name": "Anne"})")) == names{"first_name"});
  CHECK(her.now.profile->mixins_version == 1);
  CHECK(changed(update(R"({"mixins": {"tier": "gold"}})")) == names{"mixins_version"});
  CHECK(her.now.profile->mixins_version == 2);
  CHECK(update(R"({"mixins": {"tier": "gold"}})").changes.journal.empty());
  CHECK(wrong_in(her.decided<customers_update>(
            R"({"customer": {"id": "c41"}, "set": {"mixins": {"tier": 1}}})")) ==
        "set.mixins.tier: invalid_field");
}

namespace {

// Who has registered at north.
outcome<actors::decision> registered(shop& in) {
  const auto made = in.prepared<methods::customers_register>(
      R"({"site": "north", "email": "a@example.com", "password": "correct horse 42",
          "first_name": "A", "last_name": "B"})");
  REQUIRE(made);
  return actors::decide(*made, actors::account_state{}, in.account_context("hash"));
}

}  // namespace

TEST_CASE("a customer of a site that moves takes his logins in both realms") {
  shop in;
  in.apply(actors::decide(
      actors::site_move_step{
          .what = actors::site_move_step::kind::begin, .site = "north", .realm = "outlet"},
      *in.view, in.context()));
  const auto decided = registered(in);
  REQUIRE(decided);
  for (const realm_number realm : {default_realm, realm_number{2}}) {
    const storage::key key = storage::login_key({7}, realm, "a@example.com");
    CHECK(puts(*decided, key.view()));
  }
}

TEST_CASE("a registration is not committed if its site has begun to move since") {
  shop in;
  const auto decided = registered(in);
  REQUIRE(decided);
  const storage::key site = storage::record_key({7}, storage::record_kind::site, 1);
  const auto expected = std::ranges::find(decided->changes.expectations, std::string(site.view()),
                                          &storage::expectation::key);
  REQUIRE(expected != decided->changes.expectations.end());
  CHECK(expected->what == storage::expectation::kind::at_version);
  CHECK(expected->version == 1);
  const auto at = expected - decided->changes.expectations.begin();
  CHECK_FALSE(decided->blame[static_cast<std::size_t>(at)]);
}
