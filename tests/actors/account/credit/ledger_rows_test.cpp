// Which rows of ledgers come with a customer, and what an account keeps of authorizations.
#include <algorithm>

#include "actors/account/other_account.hpp"
#include "actors/account/whole_account.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::actors;
using storage::customer_item;
using storage::table;

namespace {

constexpr tenant_number tenant{1};
constexpr account_number anna{7}, bob{8};

void put_part(storage::change_set& into, account_number of, customer_item item, std::uint64_t part,
              std::string value) {
  into.puts.push_back({table::records,
                       std::string(storage::customer_part_key(tenant, of, item, part).view()),
                       std::move(value)});
}

void put_profile(storage::change_set& into, const records::customer& who) {
  const account_number account{static_cast<std::uint64_t>(who.number)};
  into.puts.push_back({table::records, std::string(storage::customer_key(tenant, account).view()),
                       fields::encode_tagged(who)});
}

void put_ledger(storage::change_set& into, account_number of) {
  put_part(into, of, customer_item::credit, storage::currency_part("EUR"),
           fields::encode_tagged(records::credit_ledger{.version = 1, .currency = "EUR"}));
  put_part(into, of, customer_item::credit_entries, storage::ledger_part("EUR", 1),
           fields::encode_tagged(records::credit_entry{.version = 1}));
  for (std::uint64_t number = 1; number <= 3; ++number)
    put_part(into, of, customer_item::credit_authorizations, storage::ledger_part("EUR", number),
             fields::encode_tagged(records::credit_authorization{
                 .id = identity::credit_id_text(identity::credit_id_kind::authorization,
                                                {of, "EUR", number})}));
}

// Anna, who has absorbed Bob, each with a ledger.
std::unique_ptr<storage::store> a_store(const test::scratch_folder& folder) {
  auto data = test::new_store(folder.path());
  storage::change_set set{};
  put_profile(set, {.number = 7, .absorbed = std::vector<std::int64_t>{8}});
  put_profile(set, {.number = 8, .merged_into = 7});
  put_part(set, anna, customer_item::addresses, 1, "\x80");
  put_part(set, anna, static_cast<customer_item>(200), 1, "\x80");  // of a newer daemon
  put_ledger(set, anna);
  put_ledger(set, bob);
  REQUIRE(test::commit_one(*data, set).what == test::result_kind::committed);
  return data;
}

std::vector<std::pair<std::uint64_t, int>> rows_of(const storage::snapshot& reading,
                                                   row_parts wanted) {
  const auto whole = load_whole(reading, tenant, anna, wanted);
  REQUIRE((whole && *whole));
  std::vector<std::pair<std::uint64_t, int>> found;
  for (const account_row& each : (*whole)->rows) {
    const auto at = storage::name_in(each.key);
    found.emplace_back(at.number, at.item);
  }
  return found;
}

std::vector<std::string> known_in(const account_parts& parts) {
  std::vector<std::string> ids;
  for (const auto& each : *parts.authorizations) ids.push_back(each->id);
  return ids;
}

}  // namespace

TEST_CASE("who erases or merges gets the ledgers and what comes behind them, not their entries") {
  const test::scratch_folder folder;
  const auto data = a_store(folder);
  storage::snapshot reading(*data);
  REQUIRE(reading.renew());
  using rows = std::vector<std::pair<std::uint64_t, int>>;
  const rows few{{7, 3}, {7, 11}, {7, 200}};
  CHECK(rows_of(reading, row_parts::what_erasing_needs) == few);
  CHECK(rows_of(reading, row_parts::what_merging_needs) == few);
  CHECK(rows_of(reading, row_parts::all) == rows{{7, 3},
                                                 {7, 11},
                                                 {7, 12},
                                                 {7, 13},
                                                 {7, 13},
                                                 {7, 13},
                                                 {7, 200},
                                                 {8, 11},
                                                 {8, 12},
                                                 {8, 13},
                                                 {8, 13},
                                                 {8, 13}});
}

TEST_CASE("an account keeps as many authorizations as commands are under way, the last one last") {
  const test::scratch_folder folder;
  const auto data = a_store(folder);
  storage::snapshot reading(*data);
  REQUIRE(reading.renew());
  using ids = std::vector<std::string>;
  account_parts parts;
  const auto load = [&](const std::string& id, std::size_t under_way) {
    REQUIRE(load_authorization({reading, tenant, anna, under_way}, id, parts));
  };
  load("h7-EUR-1", 0);
  load("h7-EUR-2", 1);
  load("h8-EUR-3", 2);
  CHECK(known_in(parts) == ids{"h7-EUR-1", "h7-EUR-2", "h8-EUR-3"});
  load("h7-EUR-1", 3);
  CHECK(known_in(parts) == ids{"h7-EUR-2", "h8-EUR-3", "h7-EUR-1"});
  load("h7-EUR-9", 1);  // there is none
  CHECK(known_in(parts) == ids{"h7-EUR-1"});
  load("nonsense", 0);
  CHECK(known_in(parts).empty());
}

TEST_CASE("the other of two accounts is the one that he has become") {
  const test::scratch_folder folder;
  const auto data = a_store(folder);
  storage::snapshot reading(*data);
  REQUIRE(reading.renew());
  const auto found = load_other(reading, tenant, bob);
  REQUIRE(found);
  CHECK(found->account == anna);
  CHECK(found->state.profile->number == 7);
  CHECK(found->state.parts.credit->contains("EUR"));
  CHECK(found->state.parts.counts->record.version == 0);
  const auto nobody = load_other(reading, tenant, {99});
  REQUIRE(nobody);
  CHECK_FALSE(nobody->state.profile);
}
