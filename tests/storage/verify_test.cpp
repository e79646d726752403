// Each invariant broken on purpose, in a store that is otherwise whole.
#include "storage/verify.hpp"

#include <functional>
#include <map>

#include "protocol/records/address.hpp"
#include "protocol/records/audit_entry.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/client.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/index_entries.hpp"
#include "protocol/records/login_guard.hpp"
#include "protocol/records/mail.hpp"
#include "protocol/records/mixin_schema.hpp"
#include "protocol/records/newsletter.hpp"
#include "protocol/records/note.hpp"
#include "protocol/records/one_time_link.hpp"
#include "protocol/records/part_counts.hpp"
#include "protocol/records/shopper_session.hpp"
#include "protocol/records/staff.hpp"
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
  into.journal = {journal_entry{{tenant}, fields::encode_tagged(change)}};
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

string put_part(change_set& into, customer_item item, std::uint64_t part, string value,
                std::uint64_t account = 1) {
  into.puts.push_back({table::records, string(customer_part_key({1}, {account}, item, part).view()),
                       std::move(value)});
  return into.puts.back().key;
}

void put_counts(change_set& into, const records::part_counts& counts) {
  into.puts.push_back({table::records, string(customer_key({1}, {1}, customer_item::counts).view()),
                       fields::encode_tagged(counts)});
}

string an_address(const string& id, std::int64_t version = 1) {
  return fields::encode_tagged(records::address{.version = version, .id = id});
}

string a_note(const string& id, std::int64_t revision) {
  return fields::encode_tagged(records::note{.version = revision, .id = id});
}

void tell_ada(change_set& into, records::change change) {
  change.account = 1;
  into.journal = {journal_entry{{1}, fields::encode_tagged(change), account_number{1}}};
}

// Ada has the addresses home, to which her bills go, and a2; and a note with two revisions.
void give_parts(store& into) {
  change_set home{};
  put_part(home, customer_item::addresses, 1, an_address("home"));
  put_part(home, customer_item::addresses, 2, an_address("a2"));
  auto ada = registered(1, "ada");
  ada.version = 2;
  ada.default_billing = "home";
  put_record(home, {1}, record_kind::customer, 1, fields::encode_tagged(ada));
  put_counts(home, {.last_address = 2, .addresses = 2});
  tell_ada(home, {.kind = "address.added", .object = "home", .version = 1, .customer_version = 2});
  REQUIRE(commit_one(into, home).what == result_kind::committed);
  change_set note{};
  put_part(note, customer_item::notes, note_part(1, 1), a_note("n1", 1));
  put_part(note, customer_item::notes, note_part(1, 2), a_note("n1", 2));
  put_counts(note, {.version = 2, .last_address = 2, .addresses = 2, .last_note = 1, .notes = 1});
  tell_ada(note, {.kind = "note.revised", .object = "n1", .version = 2});
  REQUIRE(commit_one(into, note).what == result_kind::committed);
}
constexpr std::uint64_t seq_of_home = 4, seq_of_note = 5;

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
  give_parts(*made);
  return made;
}

string broken_by(const change_set& damage) {
  scratch_folder data;
  return test::broken_by(damage, *whole_store(data.path()));
}

// Bob as he is left when he has become part of `into`.
records::customer merged_away(std::optional<std::int64_t> into,
                              std::optional<std::vector<std::int64_t>> absorbed = {}) {
  records::customer bob = registered(2, "bob");
  bob.version = 2;
  bob.email_key.reset();
  bob.username_key.reset();
  bob.merged_into = into;
  bob.erased = !into;
  bob.absorbed = std::move(absorbed);
  return bob;
}

// What merges him into ada, and whom ada then says that she has absorbed.
change_set merged_set(std::optional<std::int64_t> into, std::vector<std::int64_t> absorbed) {
  change_set set{};
  put_record(set, {1}, record_kind::customer, 2, fields::encode_tagged(merged_away(into)));
  auto ada = registered(1, "ada");
  ada.version = 2;
  ada.default_billing = "home";
  ada.absorbed = std::move(absorbed);
  put_record(set, {1}, record_kind::customer, 1, fields::encode_tagged(ada));
  for (const char* login : {"bob", "bob@a.example"})
    set.erasures.push_back({table::unique, string(login_key({1}, {1}, login).view())});
  set.erasures.push_back(
      {table::records, string(customer_key({1}, {2}, customer_item::password).view())});
  tell(set, 1, {.kind = "customer.merged_away", .account = 2, .version = 2, .other = 1});
  return set;
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

// Version `version` of the schema for customers; `rows` says which rows it has.
change_set mixins_set(std::int64_t version, std::initializer_list<mixin_item> rows) {
  change_set set{};
  const string bytes = fields::encode_tagged(records::mixin_schema{.version = version});
  for (const mixin_item each : rows)
    if (each == mixin_item::newest)
      put_record(set, {1}, record_kind::mixin_schema, 1, bytes);
    else
      set.puts.push_back(
          {table::records,
           string(mixin_version_key({1}, 1, static_cast<std::uint64_t>(version)).view()), bytes});
  return set;
}

template <class Change>
string broken_by_ada(Change&& change) {
  auto ada = registered(1, "ada");
  ada.version = 2;
  ada.default_billing = "home";
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
  CHECK(counts.at("journal") == 6);
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
  CHECK(broken_by_ada([](auto& ada) { ada.version = 3; }) == "I6");
  change_set told{};
  tell(told, 1, {.kind = "customer.updated", .account = 1, .version = 3});
  CHECK(broken_by(told) == "I6");
  tell(told, 1, {.kind = "tenant.updated", .object = "one", .version = 2});
  CHECK(broken_by(told) == "I6");
}

TEST_CASE("the audit log has no gap, and its entries can be read") {
  change_set audited{};
  for (int i = 0; i < 3; ++i)
    audited.audit.push_back({{1}, fields::encode_tagged(records::audit_entry{.action = "a"})});
  CHECK(broken_by(audited).empty());
  const auto lacks = [&](std::uint64_t first) {
    change_set set{};
    for (std::uint64_t number : {first, first + 2})
      set.puts.push_back({table::records, string(audit_key({1}, number).view()),
                          fields::encode_tagged(records::audit_entry{.action = "a"})});
    return set;
  };
  CHECK(broken_by(lacks(5)) == "audit");
  CHECK(broken_by(lacks(0)) == "audit");
  change_set odd{};
  odd.audit.push_back({{1}, "\x81\x01\xa3not"});
  CHECK(broken_by(odd) == "I14");
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

TEST_CASE("I6: parts have the versions that the journal tells of, each its own") {
  change_set set{};
  put_part(set, customer_item::addresses, 1, an_address("home", 2));
  CHECK(broken_by(set) == "I6");
  tell_ada(set, {.kind = "address.updated", .object = "home", .version = 2});
  CHECK(broken_by(set).empty());
  set.journal.clear();
  set.puts.clear();
  put_part(set, customer_item::notes, note_part(1, 3), a_note("n1", 3));
  CHECK(broken_by(set) == "I6");
  tell_ada(set, {.kind = "note.revised", .object = "n1", .version = 3});
  CHECK(broken_by(set).empty());
  // A customer's version that a part's change raised.
  tell_ada(set, {.kind = "note.revised", .object = "n1", .version = 3, .customer_version = 3});
  CHECK(broken_by(set) == "I6");
  // An id that was removed and has come again.
  change_set again{};
  tell_ada(again, {.kind = "address.removed", .object = "home"});
  CHECK(broken_by(again).empty());
  // Of a part whose name was wiped there is nothing to compare, and it is not the customer's.
  tell_ada(again, {.kind = "address.updated", .version = 7});
  CHECK(broken_by(again).empty());
}

TEST_CASE("I6: the history is what the journal says, as far as both have it") {
  const auto history = [](std::uint64_t seq) {
    return customer_part_key({1}, {1}, customer_item::history, seq);
  };
  CHECK(broken_by(erase_set(table::records, history(seq_of_home))).empty());
  CHECK(broken_by(erase_set(table::journal, journal_key({1}, 1))).empty());
  change_set altered{};
  const auto entry = [](std::int64_t account, std::int64_t time) {
    return fields::encode_tagged(
        records::change{.time = time, .kind = "customer.updated", .account = account});
  };
  put_part(altered, customer_item::history, seq_of_home, entry(1, 7));
  CHECK(broken_by(altered) == "I6");
  change_set ahead{};
  put_part(ahead, customer_item::history, seq_of_note + 1, entry(1, 0));
  CHECK(broken_by(ahead) == "I6");
  change_set foreign{};
  put_part(foreign, customer_item::history, seq_of_home, entry(2, 0));
  CHECK(broken_by(foreign) == "I13");
}

namespace {

void put_token(change_set& into, const string& hash, const records::token_entry& entry) {
  into.puts.push_back(
      {table::unique, string(token_key({1}, hash).view()), fields::encode_tagged(entry)});
}

// Ada's first session, with its tokens and the guard that gave it its number.
change_set session_set() {
  change_set set{};
  put_record(set, {1}, record_kind::customer, 1,
             fields::encode_tagged(records::login_guard{.version = 1, .last_session = 1}),
             static_cast<std::uint8_t>(customer_item::guard));
  put_part(set, customer_item::sessions, 1,
           fields::encode_tagged(
               records::shopper_session{.access_hash = "access", .family_hash = "family"}));
  put_token(set, "access", {.account = 1, .session = 1});
  put_token(set, "family",
            {.account = 1, .session = 1, .purpose = records::token_purpose::refresh});
  return set;
}

}  // namespace

TEST_CASE("I9: a token is of a session that is there, and the newest it has") {
  CHECK(broken_by(session_set()).empty());
  change_set no_session{};
  put_token(no_session, "access", {.account = 1, .session = 1});
  CHECK(broken_by(no_session) == "I9");
  change_set older = session_set();
  put_token(older, "older", {.account = 1, .session = 1});
  CHECK(broken_by(older) == "I9");
  for (const std::size_t lacks : {2u, 3u}) {  // a token each
    change_set set = session_set();
    set.puts.erase(set.puts.begin() + static_cast<std::ptrdiff_t>(lacks));
    CHECK(broken_by(set) == "I9");
  }
}

namespace {

// One in which Kim of the staff acts in Ada's place.
change_set assisted_set(const std::function<void(records::shopper_session&)>& change = {}) {
  const account_number kim = account_of_staff(9);
  records::shopper_session assisted{.created_at = 5,
                                    .expires_at = 5 + records::assisted_session_ms,
                                    .access_hash = "assisted",
                                    .acting_staff = "staff:u9",
                                    .reason = "ticket 7",
                                    .staff = static_cast<std::int64_t>(kim.value),
                                    .staff_session = 1};
  if (change) change(assisted);
  change_set set{};
  put_record(set, {1}, record_kind::customer, 1,
             fields::encode_tagged(records::login_guard{.version = 1, .last_session = 1}),
             static_cast<std::uint8_t>(customer_item::guard));
  put_part(set, customer_item::sessions, 1, fields::encode_tagged(assisted));
  set.puts.push_back(
      {table::unique, string(assisted_key({1}, "assisted").view()),
       fields::encode_tagged(records::token_entry{
           .account = 1, .session = 1, .purpose = records::token_purpose::assisted})});
  put_record(set, {1}, record_kind::staff, 9,
             fields::encode_tagged(records::staff{.id = "u9", .username = "kim", .name = "Kim"}));
  put_record(set, {1}, record_kind::staff, 9,
             fields::encode_tagged(records::staff_credentials{.hash = "h"}),
             static_cast<std::uint8_t>(customer_item::password));
  set.puts.push_back({table::unique,
                      string(unique_key({1}, unique_space::staff_username, "kim").view()),
                      fields::encode_tagged(records::unique_entry{.number = 9})});
  set.used_numbers.push_back({{1}, record_kind::staff, 9});
  return set;
}

}  // namespace

TEST_CASE("I9, I13: an assisted session is short, for a reason, and of staff who are there") {
  using session = records::shopper_session;
  CHECK(broken_by(assisted_set()).empty());
  CHECK(broken_by(assisted_set([](session& all) { ++all.expires_at; })) == "I9");
  CHECK(broken_by(assisted_set([](session& all) { all.reason.reset(); })) == "I9");
  CHECK(broken_by(assisted_set([](session& all) { all.staff_session.reset(); })) == "I9");
  CHECK(broken_by(assisted_set([](session& all) { all.family_hash = "family"; })) == "I9");
  CHECK(broken_by(assisted_set([](session& all) { all.access_hash = "another"; })) == "I9");
  CHECK(broken_by(assisted_set([](session& all) {
          all.staff = static_cast<std::int64_t>(account_of_staff(8).value);
        })) == "I13");
  CHECK(broken_by(assisted_set([](session& all) { all.staff = 1; })) == "I13");
}

TEST_CASE("I9: the token of a customer's own session is no assisted one, nor the reverse") {
  change_set own = session_set();
  own.puts.push_back(
      {table::unique, string(assisted_key({1}, "access").view()),
       fields::encode_tagged(records::token_entry{
           .account = 1, .session = 1, .purpose = records::token_purpose::assisted})});
  CHECK(broken_by(own) == "I9");
  change_set assisted = assisted_set();
  put_token(assisted, "assisted", {.account = 1, .session = 1});
  CHECK(broken_by(assisted) == "I9");
}

namespace {

// Ada's link that verifies her e-mail, or confirms the one that is pending.
change_set link_set(records::link_purpose purpose) {
  const records::one_time_link link{.purpose = purpose, .expires_at = 9, .token_hash = "token"};
  change_set set{};
  records::customer ada = registered(1, "ada");
  ada.version = 2;
  if (purpose == records::link_purpose::change_email) ada.pending_email_key = "new@example.com";
  put_record(set, {1}, record_kind::customer, 1, fields::encode_tagged(ada));
  put_part(set, customer_item::links, static_cast<std::uint64_t>(purpose),
           fields::encode_tagged(link));
  set.puts.push_back({table::unique, std::string(link_key({1}, "token").view()),
                      fields::encode_tagged(
                          records::link_entry{.account = 1, .purpose = purpose, .expires_at = 9})});
  if (ada.pending_email_key)
    set.puts.push_back({table::unique,
                        std::string(login_key({1}, default_realm, *ada.pending_email_key).view()),
                        fields::encode_tagged(records::unique_entry{
                            .number = 1, .login = records::login_kind::pending_email})});
  return set;
}

}  // namespace

TEST_CASE("I9: a link is the one that its account has, and what is pending has one") {
  using enum records::link_purpose;
  CHECK(broken_by(link_set(verify_email)).empty());
  CHECK(broken_by(link_set(change_email)).empty());
  change_set elsewhere = link_set(verify_email);
  elsewhere.puts[1].value = fields::encode_tagged(
      records::one_time_link{.purpose = reset_password, .expires_at = 9, .token_hash = "token"});
  CHECK(broken_by(elsewhere) == "I9");
  for (const std::size_t lacks : {1u, 2u}) {  // the link; its entry
    change_set set = link_set(verify_email);
    set.puts.erase(set.puts.begin() + static_cast<std::ptrdiff_t>(lacks));
    CHECK(broken_by(set) == "I9");
  }
  change_set nothing_pending = link_set(verify_email);
  records::customer ada = registered(1, "ada");
  ada.version = 2;
  ada.pending_email_key = "new@example.com";
  nothing_pending.puts[0].value = fields::encode_tagged(ada);
  nothing_pending.puts.push_back(link_set(change_email).puts.back());
  CHECK(broken_by(nothing_pending) == "I9");
  change_set not_reserved = link_set(change_email);
  not_reserved.puts.pop_back();
  CHECK(broken_by(not_reserved) == "I3");
}

TEST_CASE("I9: the link of a newsletter is that of its site, where it was asked for") {
  const auto reading = [](std::uint64_t link_site, std::uint64_t newsletter_site) {
    change_set set{};
    constexpr auto purpose = records::link_purpose::newsletter;
    const records::one_time_link link{
        .purpose = purpose, .expires_at = 9, .token_hash = "token", .site = "north"};
    const records::newsletter confirmed{.version = 1,
                                        .site = "north",
                                        .state = records::newsletter_state::subscribed,
                                        .requested_at = 1,
                                        .confirmed_at = 2};
    records::customer ada = registered(1, "ada");
    ada.version = 2;
    ada.newsletters = confirmed.in_lists();
    put_record(set, {1}, record_kind::customer, 1, fields::encode_tagged(ada));
    put_part(set, customer_item::links, link_part(static_cast<std::uint64_t>(purpose), link_site),
             fields::encode_tagged(link));
    put_part(set, customer_item::newsletter, newsletter_site, fields::encode_tagged(confirmed));
    set.puts.push_back({table::unique, std::string(link_key({1}, "token").view()),
                        fields::encode_tagged(records::link_entry{
                            .account = 1, .purpose = purpose, .expires_at = 9})});
    return set;
  };
  CHECK(broken_by(reading(4, 5)) == "I9");
  CHECK(broken_by(reading(0, 4)) == "I9");
}

TEST_CASE("I10: who may not log in has no session, and its number was given out") {
  const auto with_session = [](auto&& change) {
    change_set set = session_set();
    records::customer ada = registered(1, "ada");
    ada.version = 2;
    change(ada);
    put_record(set, {1}, record_kind::customer, 1, fields::encode_tagged(ada));
    return broken_by(set);
  };
  CHECK(with_session([](auto&) {}).empty());
  CHECK(with_session([](auto& ada) { ada.active = false; }) == "I10");
  CHECK(with_session([](auto& ada) { ada.on_hold = true; }) == "I10");
  change_set unnumbered = session_set();
  put_record(unnumbered, {1}, record_kind::customer, 1,
             fields::encode_tagged(records::login_guard{.version = 1}),
             static_cast<std::uint8_t>(customer_item::guard));
  CHECK(broken_by(unnumbered) == "numbers");
}

TEST_CASE("I12: default pointers point to addresses that exist") {
  CHECK(broken_by_ada([](auto& ada) { ada.default_billing = "elsewhere"; }) == "I12");
  CHECK(broken_by_ada([](auto& ada) { ada.default_shipping = "elsewhere"; }) == "I12");
  CHECK(broken_by_ada([](auto& ada) { ada.default_shipping = "a2"; }).empty());
  change_set gone =
      erase_set(table::records, customer_part_key({1}, {1}, customer_item::addresses, 1));
  put_counts(gone, {.version = 3, .last_address = 2, .addresses = 1, .last_note = 1, .notes = 1});
  CHECK(broken_by(gone) == "I12");
}

TEST_CASE("a customer's counts are those of his parts, whose ids and revisions are in order") {
  CHECK(broken_by(erase_set(table::records, customer_part_key({1}, {1}, customer_item::addresses,
                                                              2))) == "numbers");
  CHECK(broken_by(erase_set(table::records, customer_key({1}, {1}, customer_item::counts))) ==
        "numbers");
  for (const records::part_counts& wrong :
       {records::part_counts{.last_address = 2, .addresses = 2, .last_note = 1, .notes = 2},
        records::part_counts{.last_address = 1, .addresses = 2, .last_note = 1, .notes = 1},
        records::part_counts{.last_address = 2, .addresses = 2, .last_note = 0, .notes = 1}}) {
    change_set set{};
    put_counts(set, wrong);
    CHECK(broken_by(set) == "numbers");
  }
  CHECK(broken_by(erase_set(table::records, customer_part_key({1}, {1}, customer_item::notes,
                                                              note_part(1, 1)))) == "numbers");
  change_set twin{};
  put_part(twin, customer_item::addresses, 2, an_address("home"));
  CHECK(broken_by(twin) == "names");
}

TEST_CASE("I11: each mail has its place in the outbox, and each place its mail") {
  const records::mail mail{.id = "m1", .due = 70};
  const key at = customer_part_key({1}, {1}, customer_item::mails, 1);
  const auto placed = [&](std::uint8_t state, std::int64_t due, std::int64_t last_mail = 1) {
    change_set set{};
    put_part(set, customer_item::mails, 1, fields::encode_tagged(mail));
    put_counts(
        set,
        {.last_address = 2, .addresses = 2, .last_note = 1, .notes = 1, .last_mail = last_mail});
    set.puts.push_back(
        {table::outbox, string(outbox_key({1}, state, due, at.view()).view()), string(1, '\x80')});
    return set;
  };
  CHECK(broken_by(placed(0, 70)).empty());
  CHECK(broken_by(placed(0, 70, 0)) == "numbers");
  CHECK(broken_by(placed(1, 70)) == "I11");
  CHECK(broken_by(placed(0, 71)) == "I11");
  change_set without{};
  put_part(without, customer_item::mails, 1, fields::encode_tagged(mail));
  CHECK(broken_by(without) == "I11");
  change_set alone{};
  alone.puts.push_back(
      {table::outbox, string(outbox_key({1}, 0, 70, at.view()).view()), string(1, '\x80')});
  CHECK(broken_by(alone) == "I11");
}

TEST_CASE("I13: a part without its customer") {
  for (const auto& [item, value] :
       {std::pair{customer_item::addresses, an_address("a1")},
        std::pair{customer_item::notes, a_note("n1", 1)},
        std::pair{customer_item::history, fields::encode_tagged(records::change{.account = 9})}}) {
    change_set orphan{};
    put_part(orphan, item, 1, value, 9);
    CHECK(broken_by(orphan) == "I13");
  }
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

TEST_CASE("I13: no row is left of a tenant that is not there") {
  CHECK(broken_by(journal_set(9)) == "I13");
  change_set answered{};
  answered.idempotency = idempotency_entry{string(idempotency_key({9}, 0, "key").view()),
                                           string(16, 'd'), 1, string(1, '\x80')};
  CHECK(broken_by(answered) == "I13");
  change_set name{};
  put_entry(name, unique_key({9}, unique_space::site_name, "shop"), 1);
  CHECK(broken_by(name) == "I13");
  CHECK(broken_by(put_set(string(next_number_key({9}, record_kind::site).view()), some_map(1),
                          table::meta)) == "I13");
}

TEST_CASE("what a tenant still has that is being removed needs to agree with nothing") {
  change_set half = erase_set(table::records, record_key({1}, record_kind::site, 1));
  half.erasures.push_back({table::unique, string(login_key({1}, {1}, "ada").view())});
  CHECK(broken_by(half) != "");
  put_record(
      half, node_tenant, record_kind::tenant, 1,
      fields::encode_tagged(records::tenant{.version = 2, .name = "one", .removing_since = 1}));
  tell(half, 1, {.kind = "tenant.removing", .object = "one", .version = 2});
  CHECK(broken_by(half) == "");
}

TEST_CASE("I13: who was merged leads to a customer who knows of it and is there himself") {
  CHECK(broken_by(merged_set(1, {2})) == "");
  CHECK(broken_by(merged_set(1, {})) == "I13");
  CHECK(broken_by(merged_set(1, {2, 2})) == "I13");
  CHECK(broken_by(merged_set(1, {2, 9})) == "I13");
  CHECK(broken_by(merged_set({}, {2})) == "I13");
  CHECK(broken_by(merged_set(9, {})) == "I13");
  CHECK(broken_by(merged_set(2, {2})) == "I13");
  // In one step, however many merges there were.
  change_set chain = merged_set(1, {2});
  chain.puts.front().value = fields::encode_tagged(merged_away(1, std::vector<std::int64_t>{3}));
  put_record(chain, {1}, record_kind::customer, 3,
             fields::encode_tagged(records::customer{.number = 3, .merged_into = 2}));
  CHECK(broken_by(chain) == "I13");
}

TEST_CASE("I14: every row is a whole map under a key of its table's shape") {
  CHECK(broken_by(put_set("short", some_map(1))) == "I14");
  CHECK(broken_by(put_set(customer(1, 1), "\x01")) == "I14");
  CHECK(broken_by(put_set(customer(1, 1), some_map(1) + "\xc0")) == "I14");
  CHECK(broken_by(put_set(customer(1, 1), "")) == "I14");
  CHECK(broken_by(put_set(customer(1, 1), "\x81\x01\xa1x")) == "I14");
  CHECK(broken_by(put_set("123", some_map(1), table::journal)) == "I14");
}

TEST_CASE("I13: a schema is among its versions, and what was checked by one finds it") {
  constexpr auto newest = mixin_item::newest, version = mixin_item::version;
  CHECK(broken_by(mixins_set(1, {newest, version})).empty());
  CHECK(broken_by(mixins_set(1, {newest})) == "I13");
  CHECK(broken_by(mixins_set(1, {version})) == "I13");
  change_set older = mixins_set(1, {newest, version});
  older.puts.push_back(mixins_set(2, {version}).puts.front());
  CHECK(broken_by(older) == "I13");
  change_set misnamed = mixins_set(2, {newest, version});
  misnamed.puts.push_back({table::records, string(mixin_version_key({1}, 1, 1).view()),
                           fields::encode_tagged(records::mixin_schema{.version = 2})});
  CHECK(broken_by(misnamed) == "numbers");
  change_set told = mixins_set(1, {newest, version});
  tell(told, 1, {.kind = "mixins.defined", .object = "customer", .version = 2});
  CHECK(broken_by(told) == "I6");
  CHECK(broken_by_ada([](auto& ada) { ada.mixins_version = 1; }) == "I13");
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
