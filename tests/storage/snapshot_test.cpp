#include "storage/snapshot.hpp"

#include <atomic>
#include <thread>

#include "storage/tagged.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

namespace {

// Customers 1 to 9 of tenants 1 to 3.
void fill(store& into) {
  change_set set{};
  for (std::uint32_t tenant = 1; tenant <= 3; ++tenant)
    for (std::uint64_t account = 1; account <= 9; ++account)
      set.puts.push_back({table::records, customer(tenant, account), some_map(account)});
  REQUIRE(commit_one(into, set).what == result_kind::committed);
}

// A store that has them, and what is seen of it.
struct filled_store {
  filled_store() {
    fill(*opened);
    REQUIRE(now.renew());
  }

  scratch_folder data;
  const std::unique_ptr<store> opened = new_store(data.path());
  snapshot now{*opened};
};

std::vector<std::string> keys_of(const snapshot& now, std::string_view from,
                                 std::string_view prefix, std::size_t limit) {
  std::vector<std::string> keys;
  REQUIRE(now.scan(table::records, from, prefix, limit, [&](const row& found) {
    keys.emplace_back(found.key);
    return true;
  }));
  return keys;
}

}  // namespace

TEST_CASE("a snapshot sees what was committed before its renew, and only that") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  snapshot now(*opened);
  REQUIRE(now.renew());
  commit_one(*opened, put_set(customer(1, 1), some_map(1)));
  CHECK_FALSE(now.get(table::records, customer(1, 1))->has_value());
  REQUIRE(now.renew());
  CHECK(now.get(table::records, customer(1, 1))->value() == some_map(1));
  const auto seen = now.transaction();
  REQUIRE(now.renew());
  CHECK(now.transaction() == seen);
}

TEST_CASE("a released snapshot holds no pages and is renewed to the newest state") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  snapshot now(*opened);
  REQUIRE(now.renew());
  now.release();
  now.release();
  CHECK(now.transaction() == 0);
  commit_one(*opened, put_set(customer(1, 1), some_map(1)));
  REQUIRE(now.renew());
  CHECK(now.get(table::records, customer(1, 1))->has_value());
}

TEST_CASE("a released snapshot does not make the file grow, a held one does") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  const auto used_after_writes = [&] {
    for (std::uint64_t i = 0; i < 300; ++i)
      commit_one(*opened, put_set(customer(1, 1), some_map(i)));
    return opened->measure().used_bytes;
  };
  const auto before = used_after_writes();
  snapshot now(*opened);
  REQUIRE(now.renew());
  const bool released = GENERATE(true, false);
  if (released) now.release();
  CHECK((used_after_writes() < before + (100 << 10)) == released);
}

TEST_CASE("a key that is empty or longer than LMDB takes is absent") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  snapshot now(*opened);
  REQUIRE(now.renew());
  CHECK_FALSE(now.get(table::records, "")->has_value());
  CHECK_FALSE(now.get(table::records, std::string(600, 'k'))->has_value());
}

TEST_CASE("scans stay within their prefix, start where told and stop at limit or false") {
  const filled_store of;
  const snapshot& now = of.now;
  const std::string prefix(record_prefix({2}, record_kind::customer).view());
  const auto all = keys_of(now, "", prefix, 1000);
  REQUIRE(all.size() == 9);
  CHECK(all.front() == customer(2, 1));
  CHECK(all.back() == customer(2, 9));
  CHECK(keys_of(now, customer(2, 4), prefix, 3) ==
        std::vector{customer(2, 4), customer(2, 5), customer(2, 6)});
  CHECK(keys_of(now, customer(3, 1), prefix, 3).empty());
  CHECK(keys_of(now, "", prefix, 0).empty());
  CHECK(keys_of(now, "", "", 1000).size() == 27);
  std::size_t visited = 0;
  REQUIRE(now.scan(table::records, "", prefix, 1000, [&](const row&) { return ++visited < 4; }));
  CHECK(visited == 4);
}

TEST_CASE("a scan may read through its snapshot, also by another scan") {
  const filled_store of;
  const snapshot& now = of.now;
  std::size_t pairs = 0;
  REQUIRE(now.scan(table::records, "", "", 1000, [&](const row& outer) {
    CHECK(now.get(table::records, outer.key)->value() == outer.value);
    pairs += keys_of(now, "", outer.key.substr(0, 5), 1000).size();
    return true;
  }));
  CHECK(pairs == 27 * 9);
}

TEST_CASE("the first and the last row of a prefix are found at every edge of the table") {
  filled_store of;
  commit_one(*of.opened, put_set(customer(0xffffffff, 5), some_map(5)));
  snapshot& now = of.now;
  REQUIRE(now.renew());
  const auto prefix = [](std::uint32_t tenant) {
    return std::string(record_prefix({tenant}, record_kind::customer).view());
  };
  CHECK(now.last_with(table::records, prefix(1))->value().key == customer(1, 9));
  CHECK(now.last_with(table::records, prefix(3))->value().key == customer(3, 9));
  CHECK(now.last_with(table::records, "\xff\xff\xff\xff")->value().key == customer(0xffffffff, 5));
  CHECK(now.last_with(table::records, "")->value().key == customer(0xffffffff, 5));
  CHECK_FALSE(now.last_with(table::records, prefix(4))->has_value());
  CHECK_FALSE(now.last_with(table::records, prefix(0))->has_value());
  CHECK_FALSE(now.last_with(table::unique, "")->has_value());
  CHECK(now.first_at_or_after(table::records, "", prefix(2))->value().key == customer(2, 1));
  CHECK(now.first_at_or_after(table::records, customer(2, 5) + "x", prefix(2))->value().key ==
        customer(2, 6));
  CHECK_FALSE(now.first_at_or_after(table::records, customer(2, 10), prefix(2))->has_value());
  CHECK_FALSE(now.first_at_or_after(table::journal, "", "")->has_value());
}

TEST_CASE("rows can be read backwards from any key, and end where the prefix does") {
  const filled_store of;
  const snapshot& now = of.now;
  const std::string prefix(record_prefix({2}, record_kind::customer).view());
  const auto before = [&](const std::string& key) {
    const auto found = now.last_before(table::records, key, prefix);
    REQUIRE(found);
    return *found ? std::string((*found)->key) : "";
  };
  CHECK(before(customer(2, 5)) == customer(2, 4));
  CHECK(before(customer(2, 5) + "x") == customer(2, 5));
  CHECK(before(customer(2, 1000)) == customer(2, 9));
  CHECK(before(customer(2, 1)).empty());
}

TEST_CASE("the age of the oldest live snapshot is told, and a renew makes it young") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  snapshot old(*opened), young(*opened);
  CHECK(opened->oldest_snapshot_ms() == 0);
  REQUIRE(old.renew());
  while (opened->oldest_snapshot_ms() < 20) std::this_thread::yield();
  REQUIRE(young.renew());
  CHECK(opened->oldest_snapshot_ms() >= 20);
  REQUIRE(old.renew());
  CHECK(opened->oldest_snapshot_ms() < 20);
  young.release();
  old.release();
  CHECK(opened->oldest_snapshot_ms() == 0);
}

TEST_CASE("snapshots on other threads see each commit whole while it goes on") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> answered = 0, torn = 0, stale = 0, looks = 0;
  const auto watch = [&] {
    snapshot now(*opened);
    const auto number = [&](std::uint32_t tenant) -> std::uint64_t {
      const auto found = now.get(table::records, customer(tenant, 1));
      return found && *found ? read_unsigned_tag(**found, 1).value_or(0) : 0;
    };
    while (!stop) {
      const std::uint64_t at_least = answered;
      if (!now.renew()) ++torn;
      const std::uint64_t one = number(1), two = number(2);
      if (one != two) ++torn;
      if (one < at_least) ++stale;
      ++looks;
    }
  };
  std::thread first(watch), second(watch);
  for (std::uint64_t i = 1; i < 120 || looks < 100; ++i) {
    change_set set{};
    set.puts.push_back({table::records, customer(1, 1), some_map(i)});
    set.puts.push_back({table::records, customer(2, 1), some_map(i)});
    commit_one(*opened, set);
    answered = i;
  }
  stop = true;
  first.join();
  second.join();
  CHECK(torn == 0);
  CHECK(stale == 0);
}
