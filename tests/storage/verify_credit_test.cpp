// I5 broken on purpose, in a ledger that is otherwise whole.
#include "protocol/identity/credit_id.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/credit.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/index_entries.hpp"
#include "protocol/records/part_counts.hpp"
#include "protocol/records/tenant.hpp"
#include "storage/verify.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;
using records::credit_kind;

namespace {

using std::string;

constexpr std::int64_t end_of_lot = 5'000;
constexpr account_number anna{1};

string put_part(change_set& into, customer_item item, std::uint64_t part, string value,
                account_number of = anna) {
  into.puts.push_back(
      {table::records, string(customer_part_key({1}, of, item, part).view()), std::move(value)});
  return into.puts.back().key;
}

void put_entry(change_set& into, records::credit_entry entry, std::uint64_t number) {
  entry.currency = "EUR";
  entry.id = identity::credit_id_text(identity::credit_id_kind::entry, {anna, "EUR", number});
  put_part(into, customer_item::credit_entries, ledger_part("EUR", number),
           fields::encode_tagged(entry));
}

void put_ledger(change_set& into, const records::credit_ledger& ledger) {
  put_part(into, customer_item::credit, currency_part("EUR"), fields::encode_tagged(ledger));
}

void put_authorization(change_set& into, const records::credit_authorization& one,
                       std::uint64_t number = 1) {
  put_part(into, customer_item::credit_authorizations, ledger_part("EUR", number),
           fields::encode_tagged(one));
}

string place(std::int64_t due_ms) {
  const key ledger = customer_part_key({1}, anna, customer_item::credit, currency_part("EUR"));
  return string(due_key({1}, due_ms, ledger.view()).view());
}

void put_place(change_set& into, std::int64_t due_ms) {
  into.puts.push_back(
      {table::unique, place(due_ms), fields::encode_tagged(records::unique_entry{.number = 1})});
}

records::credit_ledger her_ledger() {
  return {.version = 3,
          .currency = "EUR",
          .balance = 70,
          .held = 20,
          .last_entry = 3,
          .last_authorization = 1,
          .lots = {{end_of_lot, 10}, {{}, 40}}};
}

records::credit_authorization her_authorization() {
  return {.id = "h1-EUR-1",
          .currency = "EUR",
          .amount = 50,
          .captured = 30,
          .lots = {{{}, 20}},
          .spent = {{{}, 30}}};
}

// A tenant with one guest: given 100, of which 50 were set aside, and 30 of these captured.
std::unique_ptr<store> whole_store(const std::filesystem::path& data) {
  auto made = new_store(data);
  change_set set{};
  const auto put = [&](tenant_number of, record_kind kind, const auto& record) {
    put_row(set, record_key(of, kind, 1), record);
    set.used_numbers.push_back({of, kind, 1});
  };
  put(node_tenant, record_kind::tenant, records::tenant{.name = "one"});
  put_name(set, unique_key(node_tenant, unique_space::tenant_name, "one"), 1);
  put({1}, record_kind::realm, records::realm{.name = "default"});
  put_name(set, unique_key({1}, unique_space::realm_name, "default"), 1);
  put({1}, record_kind::customer, records::customer{.number = 1});
  put_row(set, customer_key({1}, anna, customer_item::counts), records::part_counts{.ledgers = 1});
  put_ledger(set, her_ledger());
  put_entry(set, {.kind = credit_kind::grant, .amount = 100, .balance_after = 100}, 1);
  put_entry(
      set, {.kind = credit_kind::authorize, .held = 50, .balance_after = 100, .held_after = 50}, 2);
  put_entry(set,
            {.kind = credit_kind::capture,
             .amount = -30,
             .held = -30,
             .balance_after = 70,
             .held_after = 20},
            3);
  put_authorization(set, her_authorization());
  put_place(set, end_of_lot);
  set.journal = {
      journal_entry{{1},
                    fields::encode_tagged(records::change{
                        .kind = "credit.captured", .account = 1, .object = "EUR", .version = 3})}};
  REQUIRE(commit_one(*made, set).what == result_kind::committed);
  return made;
}

string broken_by(const change_set& damage) {
  scratch_folder data;
  return test::broken_by(damage, *whole_store(data.path()));
}

template <class Change>
string broken_by_ledger(Change&& change) {
  change_set set{};
  auto ledger = her_ledger();
  change(ledger);
  put_ledger(set, ledger);
  return broken_by(set);
}

template <class Change>
string broken_by_authorization(Change&& change) {
  change_set set{};
  auto one = her_authorization();
  change(one);
  put_authorization(set, one);
  return broken_by(set);
}

}  // namespace

TEST_CASE("a ledger that adds up verifies") { CHECK(broken_by({}).empty()); }

TEST_CASE("I5: the balance is that of the entries, of the lots, and of what is held") {
  CHECK(broken_by_ledger([](auto& of) { of.balance = 71; }) == "I5");
  CHECK(broken_by_ledger([](auto& of) { of.lots[1].amount = 41; }) == "I5");
  CHECK(broken_by_ledger([](auto& of) { of.held = 10, of.lots[1].amount = 50; }) == "I5");
  CHECK(broken_by_ledger([](auto& of) { of.balance = 71, of.lots[1].amount = 41; }) == "I5");
  CHECK(broken_by_ledger([](auto& of) { of.last_entry = 4; }) == "I5");
  CHECK(broken_by_ledger([](auto& of) { of.last_entry = 2; }) == "I5");
  CHECK(broken_by_ledger([](auto& of) { of.currency = "USD"; }) == "I5");
}

TEST_CASE("I5: entries follow one another, and with none of them anything is negative") {
  change_set other{};
  put_entry(other, {.amount = 101, .balance_after = 101}, 1);
  CHECK(broken_by(other) == "I5");
  change_set told{};
  put_entry(told, {.amount = 100, .balance_after = 99}, 1);
  CHECK(broken_by(told) == "I5");
  change_set lost{};
  lost.erasures.push_back(
      {table::records,
       string(customer_part_key({1}, anna, customer_item::credit_entries, ledger_part("EUR", 2))
                  .view())});
  CHECK(broken_by(lost) == "I5");
  change_set early{};  // spent before it was given
  put_entry(early, {.amount = -30, .balance_after = -30}, 1);
  put_entry(early, {.held = 50, .balance_after = -30, .held_after = 50}, 2);
  put_entry(early, {.amount = 100, .held = -30, .balance_after = 70, .held_after = 20}, 3);
  CHECK(broken_by(early) == "I5");
  change_set stray{};
  put_part(stray, customer_item::credit_entries, ledger_part("USD", 1),
           fields::encode_tagged(records::credit_entry{}));
  CHECK(broken_by(stray) == "I5");
}

TEST_CASE("I5: lots are in order, each end once, and none is empty") {
  CHECK(broken_by_ledger([](auto& of) { std::swap(of.lots[0], of.lots[1]); }) == "I5");
  CHECK(broken_by_ledger([](auto& of) { of.lots = {{end_of_lot, 5}, {end_of_lot, 45}}; }) == "I5");
  CHECK(broken_by_ledger([](auto& of) { of.lots = {{end_of_lot, 0}, {{}, 50}}; }) == "I5");
}

TEST_CASE("I5: what authorizations hold is what is held, and each of them adds up") {
  CHECK(broken_by_authorization([](auto& one) { one.captured = 29; }) == "I5");
  CHECK(broken_by_authorization([](auto& one) { one.refunded = 1; }) == "I5");
  CHECK(broken_by_authorization([](auto& one) { one.voided = -1, one.captured = 31; }) == "I5");
  CHECK(broken_by_authorization([](auto& one) {
          one.captured = 50, one.lots.clear(), one.spent = {{{}, 50}};
        }) == "I5");
  change_set second{};
  put_authorization(second, {.id = "h1-EUR-2", .currency = "EUR", .amount = 0}, 2);
  CHECK(broken_by(second) == "numbers");
}

TEST_CASE("I6: the ledger has the version that the journal tells of") {
  CHECK(broken_by_ledger([](auto& of) { of.version = 4; }) == "I6");
}

TEST_CASE("the counts know of each ledger, but for one who has left") {
  change_set counts{};
  put_row(counts, customer_key({1}, anna, customer_item::counts), records::part_counts{});
  CHECK(broken_by(counts) == "numbers");
  put_row(counts, customer_key({1}, anna), records::customer{.number = 1, .erased = true});
  CHECK(broken_by(counts).empty());
}

TEST_CASE("each ledger with an end has its place in the due queue, and each place its ledger") {
  change_set lost{};
  lost.erasures.push_back({table::unique, place(end_of_lot)});
  CHECK(broken_by(lost) == "due");
  change_set second{};
  put_place(second, end_of_lot + 1);
  CHECK(broken_by(second) == "due");
  change_set of_nobody{};
  const key absent = customer_part_key({1}, {9}, customer_item::credit, currency_part("EUR"));
  put_name(of_nobody, due_key({1}, 7, absent.view()), 9);
  CHECK(broken_by(of_nobody) == "due");
}

TEST_CASE("I14: what cannot be read is told of") {
  const string odd = "\x82\x01\x01\x02\x05";  // the currency, or the id, is no text
  for (const auto& [item, part] :
       {std::pair{customer_item::credit, currency_part("EUR")},
        std::pair{customer_item::credit_entries, ledger_part("EUR", 1)},
        std::pair{customer_item::credit_authorizations, ledger_part("EUR", 1)}}) {
    change_set set{};
    put_part(set, item, part, odd);
    CHECK(broken_by(set) == "I14");
  }
}
