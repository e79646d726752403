#include "actors/indexer/slices.hpp"

#include "protocol/records/change.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/wire/json.hpp"
#include "storage/index/index_snapshot.hpp"
#include "storage/keys.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::actors;

namespace {

constexpr tenant_number shop{1};

// A change of the customer, as an account commits it.
storage::change_set change_of(std::uint64_t account, bool erased = false) {
  records::customer customer;
  customer.number = static_cast<std::int64_t>(account);
  customer.last_name = "name " + std::to_string(account);
  customer.erased = erased;
  records::change entry;
  entry.account = static_cast<std::int64_t>(account);
  storage::change_set set = test::put_set(
      std::string(storage::customer_key(shop, {account}).view()), fields::encode_tagged(customer));
  set.journal = {storage::journal_entry{shop, fields::encode_tagged(entry)}};
  return set;
}

struct changed_store {
  void change(std::uint64_t account, bool erased = false) {
    REQUIRE(test::commit_one(*data, change_of(account, erased)).what ==
            test::result_kind::committed);
    REQUIRE(reading.renew());
  }

  const test::scratch_folder folder{};
  const std::unique_ptr<storage::store> data = test::new_store(folder.path());
  storage::snapshot reading{*data};
};

// "1 2-" : account 2 contributes nothing.
std::string told(const std::vector<storage::index_change>& changes) {
  std::string text;
  for (const auto& each : changes)
    text +=
        (text.empty() ? "" : " ") + std::to_string(each.account.value) + (each.entries ? "" : "-");
  return text;
}

}  // namespace

TEST_CASE("each account that changed is told once, as it is now") {
  changed_store some;
  for (const std::uint64_t each : {7, 3, 7}) some.change(each);
  some.change(3, true);
  some.change(5);
  const auto all = read_journal(some.reading, shop, 0, {});
  REQUIRE(all);
  CHECK(told(all->changes) == "3- 5 7");
  CHECK(all->to == 5);
  CHECK_FALSE(all->truncated);
  const auto rest = read_journal(some.reading, shop, 4, {});
  REQUIRE(rest);
  CHECK(told(rest->changes) == "5");
}

TEST_CASE(
    "an account is told in the columns that its changes name, and whole where one does not say") {
  changed_store some;
  const auto change = [&](std::string kind, std::vector<std::string> names) {
    storage::change_set set = change_of(1);
    set.journal = {storage::journal_entry{
        shop, fields::encode_tagged(records::change{
                  .kind = std::move(kind), .account = 1, .fields_changed = std::move(names)})}};
    REQUIRE(test::commit_one(*some.data, set).what == test::result_kind::committed);
    REQUIRE(some.reading.renew());
  };
  change("customer.registered", {});
  change("customer.updated", {"last_name"});
  change("customer.unlocked", {"locked_until"});
  change("customer.updated", {"company"});
  const auto told_after = [&](std::uint64_t seq) {
    return read_journal(some.reading, shop, seq, {}).value();
  };
  CHECK_FALSE(told_after(0).changes.at(0).only);
  CHECK(told_after(1).changes.at(0).only->of_record == (1 << 11 | 1 << 15));
  CHECK(told_after(3).changes.at(0).only->of_record == 1 << 15);
  CHECK(told_after(3).changes.at(0).entries->sorted.empty());
  change("customer.unlocked", {"locked_until"});
  CHECK(told_after(4).changes.empty());
  CHECK(told_after(4).to == 5);
  const account_number one{1};
  const auto whole = read_whole(some.reading, shop, std::span(&one, 1), {});
  CHECK_FALSE(whole.at(0).only);
  CHECK_FALSE(whole.at(0).entries->sorted.empty());
}

TEST_CASE("an account that is gone is told to contribute nothing") {
  changed_store some;
  some.change(1);
  storage::change_set gone{};
  gone.erasures.push_back({storage::table::records, test::customer(1, 1)});
  test::commit_one(*some.data, gone);
  REQUIRE(some.reading.renew());
  CHECK(told(read_journal(some.reading, shop, 0, {})->changes) == "1-");
}

TEST_CASE("a journal that does not reach back to the index is told to be truncated") {
  changed_store some;
  for (const std::uint64_t each : {1, 2, 3}) some.change(each);
  storage::change_set cut{};
  for (const std::uint64_t seq : {1, 2})
    cut.erasures.push_back(
        {storage::table::journal, std::string(storage::journal_key(shop, seq).view())});
  test::commit_one(*some.data, cut);
  REQUIRE(some.reading.renew());
  CHECK(read_journal(some.reading, shop, 1, {})->truncated);
  CHECK_FALSE(read_journal(some.reading, shop, 2, {})->truncated);
  CHECK(read_journal(some.reading, shop, 3, {})->truncated);
}

TEST_CASE("accounts are read in slices from the first to the last, and no other records") {
  changed_store some;
  const std::uint64_t count = index_slice + 3;
  for (std::uint64_t each = 1; each <= count; ++each) {
    storage::change_set set = change_of(2 * each);
    set.puts.push_back(
        {storage::table::records,
         std::string(
             storage::customer_key(shop, {2 * each}, storage::customer_item::password).view()),
         test::some_map(1)});
    test::commit_one(*some.data, set);
  }
  REQUIRE(some.reading.renew());
  const auto first = read_accounts(some.reading, shop, {}, {});
  REQUIRE(first);
  CHECK(first->accounts.size() == index_slice);
  CHECK(first->to.value == 2 * index_slice);
  CHECK_FALSE(first->last);
  const auto second = read_accounts(some.reading, shop, first->to, {});
  REQUIRE(second);
  CHECK(told(second->accounts) == "2002 2004 2006");
  CHECK(second->last);
  CHECK(read_accounts(some.reading, {2}, {}, {})->last);
}

namespace {

// Commits a definition: the columns that it indexes, and all that were ever given out.
void define(changed_store& in, std::int64_t version, const std::vector<std::int64_t>& indexed,
            const std::vector<std::int64_t>& ever) {
  const auto properties = [](const std::vector<std::int64_t>& columns) {
    std::vector<records::indexed_property> all;
    all.reserve(columns.size());
    for (const std::int64_t each : columns)
      all.push_back({"p" + std::to_string(each), schema::simple_type::integer, each});
    return all;
  };
  storage::change_set set = test::put_set(
      std::string(storage::record_key(shop, storage::record_kind::mixin_schema, 1).view()),
      fields::encode_tagged(records::mixin_schema{
          .version = version, .indexed = properties(indexed), .columns = properties(ever)}));
  const records::change entry{.kind = std::string(records::mixins_defined)};
  set.journal = {storage::journal_entry{shop, fields::encode_tagged(entry)}};
  REQUIRE(test::commit_one(*in.data, set).what == test::result_kind::committed);
  REQUIRE(in.reading.renew());
}

}  // namespace

TEST_CASE("a slice of the journal tells whether the tenant's mixins were defined in it") {
  changed_store some;
  some.change(1);
  define(some, 1, {1000}, {1000});
  some.change(2);
  CHECK(read_journal(some.reading, shop, 0, {})->redefined);
  CHECK_FALSE(read_journal(some.reading, shop, 2, {})->redefined);
}

TEST_CASE("the columns of a tenant are those that its newest definition indexes") {
  changed_store some;
  some.change(1);
  CHECK(read_columns(some.reading, shop)->indexed.empty());
  define(some, 1, {1002, 1000}, {1000, 1001, 1002});
  const auto found = read_columns(some.reading, shop);
  REQUIRE(found);
  CHECK(found->indexed == std::vector<lists::column>{1000, 1002});
  CHECK(found->ever.size() == 3);
  CHECK(read_columns(some.reading, {2})->ever.empty());
}

namespace {

void have_mixins(changed_store& in, std::uint64_t account, const std::string& json) {
  records::customer customer;
  customer.number = static_cast<std::int64_t>(account);
  customer.mixins.bytes = wire::from_json(json).value();
  storage::change_set set =
      test::put_set(test::customer(shop.value, account), fields::encode_tagged(customer));
  set.journal = {storage::journal_entry{
      shop, fields::encode_tagged(records::change{.account = customer.number})}};
  REQUIRE(test::commit_one(*in.data, set).what == test::result_kind::committed);
  REQUIRE(in.reading.renew());
}

// The accounts in the order of a column, those that have a value.
std::string listed_by(const storage::list_index& index, lists::column by) {
  storage::index_snapshot now(index);
  REQUIRE(now.renew());
  const auto page = now.run({.tenant = shop, .order = {by}, .limit = 10});
  REQUIRE(page);
  std::string accounts;
  for (const auto& each : page->rows)
    if (each.key) accounts += (accounts.empty() ? "" : " ") + std::to_string(each.account.value);
  return accounts;
}

}  // namespace

TEST_CASE(
    "a space has all entries of its columns, whatever is defined and changed while it is built") {
  changed_store some;
  define(some, 1, {1000}, {1000});
  have_mixins(some, 1, R"({"p1000": 3, "p1001": 1})");
  have_mixins(some, 2, R"({"p1000": 2, "p1001": 2})");
  have_mixins(some, 3, R"({"p1000": 1, "p1001": 3})");
  const auto index = storage::list_index::open(some.folder.path(), {});
  REQUIRE(index);
  storage::list_index& lists = **index;
  storage::index_standing has;
  defined_columns known;
  const auto begin = [&] {
    known = read_columns(some.reading, shop).value();
    has.building_columns = known.indexed;
    REQUIRE(lists.begin_building(shop, has.followed_to, known.indexed));
  };
  const auto fill = [&](account_number to) {
    auto read = read_accounts(some.reading, shop, has.built_to, built_columns(known, has));
    REQUIRE(read);
    std::erase_if(read->accounts, [&](const auto& each) { return each.account > to; });
    REQUIRE(lists.fill(shop, read->accounts, to));
    has.built_to = to;
  };
  const auto follow = [&] {
    const auto read = read_journal(some.reading, shop, has.followed_to, told_columns(known, has));
    REQUIRE(read);
    REQUIRE(lists.apply(shop, read->changes, read->to));
    has.followed_to = read->to;
  };
  begin();
  fill({3});
  REQUIRE(lists.take_over(shop));
  has = {.serves = true, .followed_to = 4, .columns = known.indexed};
  CHECK(listed_by(lists, 1000) == "3 2 1");

  define(some, 2, {1001}, {1000, 1001});
  begin();
  fill({2});
  have_mixins(some, 1, R"({"p1000": 0, "p1001": 9})");  // is in the new space already
  follow();
  CHECK(listed_by(lists, 1000) == "1 3 2");
  CHECK(listed_by(lists, 1001) == "1");  // not all: who asks by it is refused
  fill({3});
  REQUIRE(lists.take_over(shop));
  CHECK(listed_by(lists, 1001) == "2 3 1");
}
