#include <algorithm>

#include "actors/account/decide.hpp"
#include "protocol/methods/addresses.hpp"
#include "protocol/methods/call_options.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/merging.hpp"
#include "protocol/records/note.hpp"
#include "storage/keys.hpp"
#include "tests/actors/account/belongings.hpp"
#include "tests/actors/account/changes.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;
using methods::customers_merge;

namespace {

constexpr account_number bob_number{52};

// Bob, customer 52 of the shop, as the store has him.
whole_account bob(shop& in, const std::string& more = R"("company": "Bob's")",
                  std::optional<std::string> site = {}) {
  methods::call_options options;
  options.site = std::move(site);
  auto made = prepare(asked<methods::customers_create>(
                          R"({"email": "bob@example.com", "first_name": "Bob", "last_name": "Hope",
                              "id": "bob", "username": "bobby", )" +
                          more + "}"),
                      {*in.view, in.caller, options, in.world.now});
  REQUIRE(made);
  const auto born =
      decide(*made, {}, {*in.view, in.caller, options, bob_number, in.world.now, in.limits, {}});
  REQUIRE(born);
  return {bob_number, *born->after.profile, born->after.checksum, {}, {}};
}

template <fields::record R>
void give(whole_account& to, const storage::key& key, const R& part) {
  to.rows.push_back({std::string(key.view()), fields::encode_tagged(part)});
}

void give_address(whole_account& to, shop& in, std::uint64_t number, const std::string& id) {
  give(to, address_key(in.view->number, to.account, number),
       records::address{.version = 4, .id = id, .city = "Rome", .country = "IT"});
}

void give_note(whole_account& to, shop& in, std::uint32_t number, std::int64_t revisions) {
  for (std::int64_t version = 1; version <= revisions; ++version)
    give(to, note_key(in.view->number, to.account, number, version),
         records::note{.version = version, .id = "n9", .text = "called"});
}

outcome<decision> merged(anna& into, const whole_account& from, std::string_view more = "") {
  decide_context context = into.in.account_context();
  context.whole = from;
  return decide(asked<customers_merge>(R"({"customer": {"id": "c41"}, "from": {"id": "bob"})" +
                                       std::string(more) + "}"),
                into.now, context);
}

std::optional<std::string> put_under(const decision& made, std::string_view key) {
  const auto found = std::ranges::find(made.changes.puts, key, &storage::put::key);
  if (found == made.changes.puts.end()) return {};
  return found->value;
}

records::customer tombstone_in(const decision& made, const shop& in, account_number of) {
  const auto stored = put_under(made, storage::customer_key(in.view->number, of).view());
  REQUIRE(stored);
  const auto left = fields::decode_tagged<records::customer>(*stored);
  REQUIRE(left);
  return *left;
}

}  // namespace

TEST_CASE("a merge fills what the customer lacks and takes what is preferred") {
  shop in;
  anna her(in);
  const auto filled = merged(her, bob(in));
  REQUIRE(filled);
  CHECK(filled->after.profile->company == "Bob's");
  CHECK(filled->after.profile->first_name == "Anna");
  CHECK(filled->after.profile->email == "anna@example.com");
  CHECK(filled->after.profile->version == 2);
  const auto preferred = merged(her, bob(in), R"(, "prefer": ["first_name"])");
  REQUIRE(preferred);
  CHECK(preferred->after.profile->first_name == "Bob");
  CHECK(wrong_in(merged(her, bob(in), R"(, "prefer": ["phone", "email", "x"])")) ==
        "prefer.1: unknown_parameter, prefer.2: unknown_parameter");
}

TEST_CASE("who is merged leaves a tombstone that names nobody but the one he became") {
  shop in;
  anna her(in);
  const auto made = merged(her, bob(in, R"("external_id": "E 9", "company": "Bob's")"));
  REQUIRE(made);
  const records::customer left = tombstone_in(*made, in, bob_number);
  CHECK(left.merged_into == 41);
  CHECK(left.is_tombstone());
  CHECK(left.version == 2);
  CHECK(left.id == "bob");
  CHECK(left.external_id == "E 9");  // Anna has one herself
  for (const auto* gone : {&left.email, &left.first_name, &left.company, &left.username})
    CHECK_FALSE(*gone);
  CHECK(made->after.profile->absorbed == std::vector<std::int64_t>{52});
  for (const char* login : {"bob@example.com", "bobby"})
    CHECK(erases(*made, storage::login_key(in.view->number, default_realm, login).view()));
}

TEST_CASE("an external id that the customer lacks becomes his") {
  shop in;
  anna her(in);
  her.now.profile->external_id = {};
  const auto made = merged(her, bob(in, R"("external_id": "E 9")"));
  REQUIRE(made);
  CHECK(made->after.profile->external_id == "E 9");
  CHECK_FALSE(tombstone_in(*made, in, bob_number).external_id);
  const auto entry = put_under(
      *made,
      storage::unique_key(in.view->number, storage::unique_space::external_id, "E 9").view());
  REQUIRE(entry);
  CHECK(fields::decode_tagged<records::unique_entry>(*entry)->number == 41);
}

TEST_CASE("a merge expects the other and all he has to be as it was read") {
  shop in;
  anna her(in);
  whole_account him = bob(in);
  give_address(him, in, 1, "a1");
  give_note(him, in, 3, 2);
  give(him, counts_key(in.view->number, bob_number),
       records::part_counts{.version = 3, .last_address = 1, .addresses = 1});
  const auto made = merged(her, him);
  REQUIRE(made);
  const tenant_number tenant = in.view->number;
  CHECK(expects_unchanged(*made, storage::customer_key(tenant, bob_number).view()));
  CHECK(expects_unchanged(*made, address_key(tenant, bob_number, 1).view()));
  CHECK(expects_unchanged(*made, counts_key(tenant, bob_number).view()));
  CHECK(expects_absent(*made, storage::table::records, note_key(tenant, bob_number, 3, 3).view()));
  for (const account_row& row : him.rows) CHECK(erases(*made, row.key));
}

TEST_CASE("a merge expects that who had nothing has got nothing meanwhile") {
  shop in;
  anna her(in);
  const auto made = merged(her, bob(in));
  REQUIRE(made);
  CHECK(expects_absent(*made, storage::table::records,
                       counts_key(in.view->number, bob_number).view()));
}

TEST_CASE(
    "addresses and notes move; a generated id is given anew, a chosen one kept if it can be") {
  shop in;
  anna her(in);
  her.done<methods::addresses_add>(
      R"({"customer": {"id": "c41"}, "address": {"id": "work", "first_name": "A", "last_name": "B",
          "address1": "Weg 1", "zip": "1", "city": "Berlin", "country": "DE"}})");
  whole_account him = bob(in);
  him.profile.default_shipping = "work";
  give_address(him, in, 1, "a1");
  give_address(him, in, 2, "work");
  give_note(him, in, 9, 2);
  const auto made = merged(her, him);
  REQUIRE(made);
  const address_book& book = *made->after.parts.addresses;
  REQUIRE(book.size() == 3);
  CHECK(book.at(1).record.id == "work");
  CHECK(book.at(2).record.id == "a2");
  CHECK(book.at(3).record.id == "a3");
  CHECK(book.at(3).record.version == 1);
  CHECK(book.at(3).record.city == "Rome");
  CHECK(made->after.profile->default_shipping == "a3");
  CHECK(made->after.parts.counts->record.addresses == 3);
  CHECK(made->after.parts.counts->record.notes == 1);
  for (const std::int64_t version : {1, 2})
    CHECK(put_under(*made, note_key(in.view->number, {41}, 1, version).view()));
}

TEST_CASE("a merge stays within the limits of one customer") {
  shop in;
  anna her(in);
  whole_account him = bob(in);
  for (std::uint64_t number = 1; number <= 3; ++number)
    give_address(him, in, number, "x" + std::to_string(number));
  CHECK(merged(her, him));
  give_address(him, in, 4, "x4");
  CHECK(wrong_in(merged(her, him)) == "limit_reached");

  whole_account merged_often = bob(in);
  her.now.profile->absorbed = std::vector<std::int64_t>(99, 1);
  CHECK(merged(her, merged_often));
  merged_often.absorbed.push_back({.id = "c60", .number = 60, .merged_into = 52});
  CHECK(wrong_in(merged(her, merged_often)) == "limit_reached");
}

TEST_CASE("who had been merged into the other follows him") {
  shop in;
  anna her(in);
  whole_account him = bob(in);
  him.absorbed.push_back({.id = "c60", .number = 60, .merged_into = 52});
  const auto made = merged(her, him);
  REQUIRE(made);
  CHECK(tombstone_in(*made, in, {60}).merged_into == 41);
  CHECK(made->after.profile->absorbed == std::vector<std::int64_t>{52, 60});
}

TEST_CASE("both customers are told of, and the seq is the later one's") {
  shop in;
  anna her(in);
  in.options.reason = "same person";
  const auto made = merged(her, bob(in));
  REQUIRE(made);
  REQUIRE(made->changes.journal.size() == 2);
  const auto away = fields::decode_tagged<records::change>(made->changes.journal[0].value);
  const auto stays = fields::decode_tagged<records::change>(made->changes.journal[1].value);
  REQUIRE((away && stays));
  CHECK(away->kind == "customer.merged_away");
  CHECK(away->account == 52);
  CHECK(away->other == 41);
  CHECK_FALSE(made->changes.journal[0].history_of);
  CHECK(stays->kind == "customer.merged");
  CHECK(stays->other == 52);
  CHECK(stays->fields_changed == std::vector<std::string>{"company"});
  CHECK(made->changes.journal[1].history_of == account_number{41});
}

TEST_CASE("a dry run changes nothing") {
  shop in;
  anna her(in);
  const auto made = merged(her, bob(in), R"(, "dry_run": true)");
  REQUIRE(made);
  CHECK(made->changes.puts.empty());
  CHECK(made->changes.erasures.empty());
  CHECK(made->changes.journal.empty());
  CHECK(made->after.profile->version == 1);
}

TEST_CASE("customers who cannot become one are refused") {
  shop in;
  anna her(in);
  CHECK(wrong_in(merged(her, bob(in, R"("company": "B")", "discount"))) == "from: invalid_field");
  whole_account gone = bob(in);
  gone.profile.erased = true;
  CHECK(wrong_in(merged(her, gone)) == "from: not_found");
  whole_account herself = bob(in);
  herself.account = {41};
  CHECK(wrong_in(merged(her, herself)) == "from: invalid_field");
  her.now.profile->kind = records::customer_kind::guest;
  CHECK(wrong_in(merged(her, bob(in))) == "customer: not_registered");
  whole_account guest = bob(in);
  guest.profile.kind = records::customer_kind::guest;
  her.now.profile->kind = records::customer_kind::contact;
  CHECK(wrong_in(merged(her, guest)) == "customer: invalid_field");
}

TEST_CASE("orders and deliveries move with their references, and the summaries add up") {
  shop in;
  ordering_anna her(in);
  her.record(ordering_anna::order("W 1", 5000, 100));
  whole_account him = bob(in);
  const tenant_number tenant = in.view->number;
  const records::order his{.version = 4,
                           .reference = "B 1",
                           .state = "sent",
                           .grand_total = {30, "EUR"},
                           .placed_at = 7000,
                           .number = 1};
  const records::delivery to_him{.version = 2, .reference = "D 1", .shipped_at = 8000, .number = 3};
  give(him, recorded_key<records::order>(tenant, bob_number, part_of(his)), his);
  give(him, summary_key(tenant, bob_number), records::order_summary{.count = 1, .orders = 1});
  give(him, recorded_key<records::delivery>(tenant, bob_number, part_of(to_him)), to_him);
  const auto made = merged(her, him);
  REQUIRE(made);
  for (const account_row& row : him.rows) {
    CHECK(expects_unchanged(*made, row.key));
    CHECK(erases(*made, row.key));
  }
  const auto moved =
      put_under(*made, recorded_key<records::order>(tenant, {41}, storage::timed_part(7000, 2)));
  REQUIRE(moved);
  CHECK(fields::decode_tagged<records::order>(*moved)->version == 4);
  CHECK(put_under(*made,
                  recorded_key<records::delivery>(tenant, {41}, storage::timed_part(8000, 1))));
  for (const storage::key& name : {reference_key<records::order>(tenant, "B 1"),
                                   reference_key<records::delivery>(tenant, "D 1")}) {
    const auto entry = put_under(*made, name.view());
    REQUIRE(entry);
    CHECK(fields::decode_tagged<records::unique_entry>(*entry)->number == 41);
  }
  const records::order_summary both = summary_of(made->after);
  CHECK(both.count == 2);
  CHECK(both.totals == std::vector<records::money>{{130, "EUR"}});
  CHECK(both.last == records::last_order{"B 1", 7000, "sent"});
  CHECK(both.last_number == 2);
  CHECK(both.orders == 2);
  CHECK(both.deliveries == 1);
}

TEST_CASE("carts move under new ids, as far as there is room") {
  shop in;
  ordering_anna her(in);
  her.done<methods::carts_save>(R"({"customer": {"id": "c41"}, "site": "north"})");
  whole_account him = bob(in);
  const auto give_cart = [&](std::uint64_t number) {
    give(him,
         storage::customer_part_key(in.view->number, bob_number, storage::customer_item::carts,
                                    number),
         records::cart{.id = "b" + std::to_string(number), .site = "north"});
  };
  give_cart(5);
  give_cart(7);
  const auto made = merged(her, him);
  REQUIRE(made);
  CHECK(made->after.parts.carts->at(2).record.id == "b2");
  CHECK(made->after.parts.carts->at(3).record.id == "b3");
  CHECK(made->after.parts.counts->record.carts == 3);
  CHECK(put_under(
      *made, storage::customer_part_key(in.view->number, {41}, storage::customer_item::carts, 3)));
  give_cart(9);
  CHECK(wrong_in(merged(her, him)) == "limit_reached");
}

TEST_CASE("a merge expects that who had ordered nothing has ordered nothing meanwhile") {
  shop in;
  ordering_anna her(in);
  const auto made = merged(her, bob(in));
  REQUIRE(made);
  CHECK(expects_absent(*made, storage::table::records,
                       summary_key(in.view->number, bob_number).view()));
  CHECK_FALSE(put_under(*made, summary_key(in.view->number, {41})));
}
