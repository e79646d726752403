#include "actors/indexer/slices.hpp"

#include "protocol/records/change.hpp"
#include "protocol/records/customer.hpp"
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
  const auto all = read_journal(some.reading, shop, 0);
  REQUIRE(all);
  CHECK(told(all->changes) == "3- 5 7");
  CHECK(all->to == 5);
  CHECK_FALSE(all->truncated);
  const auto rest = read_journal(some.reading, shop, 4);
  REQUIRE(rest);
  CHECK(told(rest->changes) == "5");
}

TEST_CASE("an account that is gone is told to contribute nothing") {
  changed_store some;
  some.change(1);
  storage::change_set gone{};
  gone.erasures.push_back({storage::table::records, test::customer(1, 1)});
  test::commit_one(*some.data, gone);
  REQUIRE(some.reading.renew());
  CHECK(told(read_journal(some.reading, shop, 0)->changes) == "1-");
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
  CHECK(read_journal(some.reading, shop, 1)->truncated);
  CHECK_FALSE(read_journal(some.reading, shop, 2)->truncated);
  CHECK(read_journal(some.reading, shop, 3)->truncated);
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
  const auto first = read_accounts(some.reading, shop, {});
  REQUIRE(first);
  CHECK(first->accounts.size() == index_slice);
  CHECK(first->to.value == 2 * index_slice);
  CHECK_FALSE(first->last);
  const auto second = read_accounts(some.reading, shop, first->to);
  REQUIRE(second);
  CHECK(told(second->accounts) == "2002 2004 2006");
  CHECK(second->last);
  CHECK(read_accounts(some.reading, {2}, {})->last);
}
