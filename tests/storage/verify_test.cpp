// Each invariant broken on purpose, in a store that is otherwise whole.
#include "storage/verify.hpp"

#include <map>

#include "protocol/records/change.hpp"
#include "protocol/records/client.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/index_entries.hpp"
#include "protocol/records/tenant.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

namespace {

using std::string;

void put_record(change_set& into, tenant_number tenant, record_kind kind, std::uint64_t number,
                string value, std::uint8_t item = 0) {
  into.puts.push_back(
      {table::records, string(record_key(tenant, kind, number, item).view()), std::move(value)});
  into.used_numbers.push_back({tenant, kind, number});
}

void put_entry(change_set& into, const key& where, std::int64_t number,
               std::optional<records::login_kind> login = {},
               std::optional<std::int64_t> tenant = {}) {
  into.puts.push_back({table::unique, string(where.view()),
                       fields::encode_tagged(records::unique_entry{
                           .number = number, .tenant = tenant, .login = login, .unknown = {}})});
}

void tell(change_set& into, std::uint32_t tenant, records::change change) {
  into.journal = journal_entry{{tenant}, fields::encode_tagged(change)};
}

// Customer `number` is registered with <name>@a.example and the username <name>.
records::customer registered(std::int64_t number, const string& name) {
  records::customer made;
  made.number = number;
  made.id = "id-" + name;
  made.custom_id = true;
  made.external_id = "ext-" + name;
  made.kind = records::customer_kind::registered;
  made.email_key = name + "@a.example";
  made.username_key = name;
  made.home_site = "shop";
  return made;
}

void put_customer(change_set& into, std::uint32_t tenant, const records::customer& made) {
  const auto number = static_cast<std::uint64_t>(made.number);
  put_record(into, {tenant}, record_kind::customer, number, fields::encode_tagged(made));
  put_record(into, {tenant}, record_kind::customer, number,
             fields::encode_tagged(records::password_record{}), 1);
  put_entry(into, login_key({tenant}, {1}, *made.email_key), made.number,
            records::login_kind::email);
  put_entry(into, login_key({tenant}, {1}, *made.username_key), made.number,
            records::login_kind::username);
  put_entry(into, unique_key({tenant}, unique_space::customer_id, made.id), made.number);
  put_entry(into, unique_key({tenant}, unique_space::external_id, *made.external_id), made.number);
  tell(into, tenant,
       {.kind = "customer.registered", .account = made.number, .version = made.version});
}

void put_tenant(store& into, std::uint32_t number, const string& name) {
  change_set set{};
  const tenant_number self{number};
  put_record(set, node_tenant, record_kind::tenant, number,
             fields::encode_tagged(records::tenant{.name = name}));
  put_entry(set, unique_key(node_tenant, unique_space::tenant_name, name), number);
  put_record(set, self, record_kind::realm, 1,
             fields::encode_tagged(records::realm{.name = "default"}));
  put_entry(set, unique_key(self, unique_space::realm_name, "default"), 1);
  put_record(set, self, record_kind::site, 1,
             fields::encode_tagged(records::site{.name = "shop", .realm = "default"}));
  put_entry(set, unique_key(self, unique_space::site_name, "shop"), 1);
  put_record(set, self, record_kind::client, 1,
             fields::encode_tagged(records::client{.id = "key-" + name, .sites = {"shop"}}));
  put_entry(set, unique_key(node_tenant, unique_space::client_id, "key-" + name), 1, {}, number);
  tell(set, number, {.kind = "tenant.created", .object = name, .version = 1});
  REQUIRE(commit_one(into, set).what == result_kind::committed);
}

// Two tenants; the first has the customers ada and bob.
std::unique_ptr<store> whole_store(const std::filesystem::path& data) {
  auto made = new_store(data);
  put_tenant(*made, 1, "one");
  put_tenant(*made, 2, "two");
  for (const auto& [number, name] : {std::pair{1, "ada"}, std::pair{2, "bob"}}) {
    change_set set{};
    put_customer(set, 1, registered(number, name));
    REQUIRE(commit_one(*made, set).what == result_kind::committed);
  }
  return made;
}

// The invariant that verify finds broken after `damage`; "" if none.
string broken_by(const change_set& damage) {
  scratch_folder data;
  const auto made = whole_store(data.path());
  REQUIRE(commit_one(*made, damage).what == result_kind::committed);
  const auto found = verify(*made);
  REQUIRE(found);
  return found->broken ? found->broken->invariant : "";
}

change_set erase_set(table where, const key& gone) {
  change_set set{};
  set.erasures.push_back({where, string(gone.view())});
  return set;
}

change_set customer_set(const records::customer& changed) {
  change_set set{};
  put_record(set, {1}, record_kind::customer, static_cast<std::uint64_t>(changed.number),
             fields::encode_tagged(changed));
  return set;
}

template <class Change>
string broken_by_ada(Change&& change) {
  auto ada = registered(1, "ada");
  change(ada);
  return broken_by(customer_set(ada));
}

}  // namespace

TEST_CASE("a whole store verifies, and its records are counted") {
  scratch_folder data;
  const auto made = whole_store(data.path());
  const auto found = verify(*made);
  REQUIRE(found);
  if (found->broken) FAIL(describe(*found->broken));
  const std::map<string, std::uint64_t> counts(found->counts.begin(), found->counts.end());
  CHECK(counts.at("customer") == 2);
  CHECK(counts.at("tenant") == 2);
  CHECK(counts.at("site") == 2);
  CHECK(counts.at("client") == 2);
  CHECK(counts.at("journal") == 4);
}

TEST_CASE("offline, in its child, verify finds the same") {
  scratch_folder data;
  SECTION("a whole store") {
    whole_store(data.path());
    const auto found = verify_offline(data.path(), small_store());
    REQUIRE(found);
    CHECK_FALSE(found->broken);
    CHECK(found->counts.size() > 5);
  }
  SECTION("a broken one, with table and key") {
    const auto lost = login_key({1}, {1}, "ada");
    commit_one(*whole_store(data.path()), erase_set(table::unique, lost));
    const auto found = verify_offline(data.path(), small_store());
    REQUIRE(found);
    REQUIRE(found->broken);
    CHECK(found->broken->invariant == "I3");
    CHECK(found->broken->where == table::unique);
    CHECK(found->broken->key == lost.view());
    CHECK_THAT(describe(*found->broken), Catch::Contains("tenant 1 login realm 1 'ada'"));
    CHECK(verify_offline(data.path(), small_store(), verify_depth::pages)->broken == std::nullopt);
  }
  SECTION("no store at all") { CHECK_FALSE(verify_offline(data.path(), small_store())); }
}

TEST_CASE("I3: logins and registered customers match both ways") {
  CHECK(broken_by(erase_set(table::unique, login_key({1}, {1}, "ada@a.example"))) == "I3");
  CHECK(broken_by(erase_set(table::unique, login_key({1}, {1}, "ada"))) == "I3");
  CHECK(broken_by_ada([](auto& ada) { ada.email_key = "other@a.example"; }) == "I3");
  CHECK(broken_by_ada([](auto& ada) { ada.username_key.reset(); }) == "I3");
  CHECK(broken_by_ada([](auto& ada) { ada.kind = records::customer_kind::guest; }) == "I3");
  change_set stray{};
  put_entry(stray, login_key({1}, {1}, "carl@a.example"), 3, records::login_kind::email);
  CHECK(broken_by(stray) == "I3");
  change_set other_realm{};
  put_entry(other_realm, login_key({1}, {2}, "ada"), 1, records::login_kind::username);
  CHECK(broken_by(other_realm) == "I3");
}

TEST_CASE("I4: a username that is another's e-mail cannot have both owners") {
  CHECK(broken_by_ada([](auto& ada) { ada.username_key = "bob@a.example"; }) == "I3");
  change_set kind{};
  put_entry(kind, login_key({1}, {1}, "ada"), 1, records::login_kind::email);
  CHECK(broken_by(kind) == "I3");
}

TEST_CASE("I6: the journal has no gap and agrees with the records' versions") {
  CHECK(broken_by(erase_set(table::journal, journal_key({1}, 2))) == "I6");
  CHECK(broken_by(erase_set(table::journal, journal_key({1}, 1))).empty());  // retention
  CHECK(broken_by_ada([](auto& ada) { ada.version = 2; }) == "I6");
  change_set told{};
  tell(told, 1, {.kind = "customer.updated", .account = 1, .version = 2});
  CHECK(broken_by(told) == "I6");
  tell(told, 1, {.kind = "tenant.updated", .object = "one", .version = 2});
  CHECK(broken_by(told) == "I6");
}

TEST_CASE("names and ids match both ways") {
  const tenant_number one{1};
  for (const key& name : {unique_key(node_tenant, unique_space::tenant_name, "one"),
                          unique_key(node_tenant, unique_space::client_id, "key-one"),
                          unique_key(one, unique_space::realm_name, "default"),
                          unique_key(one, unique_space::customer_id, "id-ada"),
                          unique_key(one, unique_space::external_id, "ext-ada")}) {
    const string found = broken_by(erase_set(table::unique, name));
    CHECK((found == "names" || found == "I13"));
  }
  for (const key& stray : {unique_key(node_tenant, unique_space::tenant_name, "none"),
                           unique_key(node_tenant, unique_space::client_id, "none"),
                           unique_key(one, unique_space::realm_name, "none"),
                           unique_key(one, unique_space::site_name, "none"),
                           unique_key(one, unique_space::customer_id, "none"),
                           unique_key(one, unique_space::external_id, "none")}) {
    change_set set{};
    put_entry(set, stray, 1);
    CHECK(broken_by(set) == "names");
  }
  CHECK(broken_by_ada([](auto& ada) { ada.external_id = "ext-bob"; }) == "names");
}

TEST_CASE("next numbers lie above all that are in use") {
  change_set low =
      put_set(string(next_number_key({1}, record_kind::customer).view()), some_map(2), table::meta);
  CHECK(broken_by(low) == "numbers");
  low.puts[0].value = some_map(3);
  CHECK(broken_by(low).empty());
  CHECK(broken_by(erase_set(table::meta, next_number_key({2}, record_kind::site))) == "numbers");
  CHECK(broken_by_ada([](auto& ada) { ada.number = 1; }).empty());
  auto moved = customer_set(registered(1, "ada"));
  moved.puts[0].value = fields::encode_tagged(registered(7, "ada"));
  CHECK(broken_by(moved) == "numbers");
}

TEST_CASE("I13: what a record refers to is in its own tenant") {
  CHECK(broken_by_ada([](auto& ada) { ada.home_site = "elsewhere"; }) == "I13");
  CHECK(broken_by_ada([](auto& ada) { ada.preferred_site = "elsewhere"; }) == "I13");
  change_set site{};
  put_record(site, {1}, record_kind::site, 1,
             fields::encode_tagged(records::site{.name = "shop", .realm = "elsewhere"}));
  CHECK(broken_by(site) == "I13");
  change_set client{};
  put_record(client, {1}, record_kind::client, 1,
             fields::encode_tagged(records::client{.id = "key-one", .sites = {"elsewhere"}}));
  CHECK(broken_by(client) == "I13");
  CHECK(broken_by(erase_set(table::records, record_key(node_tenant, record_kind::tenant, 2))) ==
        "I13");
  change_set orphan{};
  put_record(orphan, {1}, record_kind::customer, 9,
             fields::encode_tagged(records::password_record{}), 1);
  CHECK(broken_by(orphan) == "I13");
}

TEST_CASE("I14: every row is a whole map under a key of its table's shape") {
  CHECK(broken_by(put_set("short", some_map(1))) == "I14");
  CHECK(broken_by(put_set(customer(1, 1), "\x01")) == "I14");
  CHECK(broken_by(put_set(customer(1, 1), some_map(1) + "\xc0")) == "I14");
  CHECK(broken_by(put_set(customer(1, 1), "")) == "I14");
  CHECK(broken_by(put_set(customer(1, 1), "\x81\x01\xa1x")) == "I14");
  CHECK(broken_by(put_set("123", some_map(1), table::journal)) == "I14");
}

TEST_CASE("I3: the logins of a site that moves may be in both realms, those of others not") {
  change_set moving{};
  put_record(moving, {1}, record_kind::realm, 2,
             fields::encode_tagged(records::realm{.name = "outlet"}));
  put_entry(moving, unique_key({1}, unique_space::realm_name, "outlet"), 2);
  moving.used_numbers.push_back({{1}, record_kind::realm, 2});
  put_entry(moving, login_key({1}, {2}, "ada"), 1, records::login_kind::username);
  CHECK(broken_by(moving) == "I3");
  put_record(moving, {1}, record_kind::site, 1,
             fields::encode_tagged(records::site{.name = "shop",
                                                 .realm = "default",
                                                 .move = records::site_move::copying,
                                                 .move_realm = "outlet"}));
  CHECK(broken_by(moving) == "");
}
