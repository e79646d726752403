#include "storage/index/list_index.hpp"

#include <atomic>
#include <fstream>
#include <thread>

#include "storage/data_folder.hpp"
#include "tests/storage/index/model.hpp"
#include "tests/storage/scratch_folder.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

namespace {

lists::entries named(const std::string& name) {
  return {.sorted = {{1, name}}, .sets = {{10, name.substr(0, 1)}}, .words = {name}};
}

std::vector<index_change> some_names(std::uint64_t first, std::uint64_t count,
                                     const std::string& before = "n") {
  std::vector<index_change> made;
  for (std::uint64_t account = first; account < first + count; ++account)
    made.push_back({{account}, named(before + std::to_string(account))});
  return made;
}

std::vector<std::uint64_t> accounts_of(const list_page& page) {
  std::vector<std::uint64_t> accounts;
  for (const auto& row : page.rows) accounts.push_back(row.account.value);
  return accounts;
}

list_page everybody(const list_index& from, tenant_number tenant = shop) {
  return page_of(from, {.tenant = tenant, .limit = 100'000});
}

std::optional<index_standing> standing_of(const list_index& of, tenant_number tenant = shop) {
  const auto all = of.standings();
  REQUIRE(all);
  for (const auto& [each, standing] : *all)
    if (each == tenant) return standing;
  return std::nullopt;
}

std::filesystem::path folder_of(const scratch_folder& data) { return data.path() / "index"; }

}  // namespace

TEST_CASE("an index that was closed in order is found as it was left") {
  scratch_folder data;
  {
    const auto index = serving_index(data.path());
    REQUIRE(index->apply(shop, some_names(1, 3), 17));
  }
  CHECK(marked_clean(folder_of(data)));
  const auto index = open_index(data.path());
  CHECK_FALSE(marked_clean(folder_of(data)));
  CHECK(standing_of(*index) == index_standing{.serves = true, .followed_to = 17});
  CHECK(accounts_of(everybody(*index)) == std::vector<std::uint64_t>{1, 2, 3});
}

TEST_CASE("an index is begun anew after an unclean stop, damage, or another collation") {
  scratch_folder data;
  {
    const auto index = serving_index(data.path());
    REQUIRE(index->apply(shop, some_names(1, 3), 17));
  }
  const auto how = GENERATE(0, 1, 2, 3);
  CAPTURE(how);
  if (how == 0) REQUIRE(unmark_clean(folder_of(data)));
  if (how == 1) std::ofstream(folder_of(data) / "data.mdb") << "this is no environment";
  if (how == 2) std::filesystem::remove(folder_of(data) / "data.mdb");
  {
    const auto index = open_index(data.path(), how == 3 ? "73" : "72");
    CHECK(index->standings()->empty());
    REQUIRE(index->begin_building(shop, 5, {}));
  }
  const auto index = open_index(data.path(), how == 3 ? "73" : "72");
  CHECK(standing_of(*index)->builds);
}

TEST_CASE("an index that cannot be made is refused") {
  scratch_folder data;
  const auto opened =
      list_index::open(data.path() / "nowhere" / "deep", {.map_bytes = 1 << 20, .collation = "72"});
  REQUIRE_FALSE(opened);
  CHECK(opened.failure().code == errc::internal);
}

TEST_CASE("a tenant is listed only when a space serves it, and sees no other tenant's accounts") {
  scratch_folder data;
  const auto index = serving_index(data.path());
  const tenant_number other{8};
  index_snapshot now(*index);
  REQUIRE(index->apply(other, some_names(1, 3), 1));
  REQUIRE(now.renew());
  CHECK_FALSE(now.standing(other)->has_value());
  CHECK(now.run({.tenant = other, .limit = 1}).failure().code == errc::overloaded);
  REQUIRE(index->begin_building(other, 4, {}));
  REQUIRE(now.renew());
  CHECK(now.standing(other)->value() == index_standing{.followed_to = 4, .builds = true});
  CHECK(now.run({.tenant = other, .limit = 1}).failure().code == errc::overloaded);
  REQUIRE(index->take_over(other));
  REQUIRE(index->apply(other, some_names(5, 1), 5));
  REQUIRE(index->apply(shop, some_names(1, 2), 1));
  CHECK(accounts_of(everybody(*index)) == std::vector<std::uint64_t>{1, 2});
  CHECK(accounts_of(everybody(*index, other)) == std::vector<std::uint64_t>{5});
}

TEST_CASE("a snapshot goes on to see what it saw, and a renewed one sees what was applied") {
  scratch_folder data;
  const auto index = serving_index(data.path());
  index_snapshot now(*index);
  REQUIRE(now.renew());
  REQUIRE(index->apply(shop, some_names(1, 2), 3));
  CHECK(now.run({.tenant = shop, .limit = 9})->rows.empty());
  CHECK(now.standing(shop)->value().followed_to == 0);
  REQUIRE(now.renew());
  CHECK(now.run({.tenant = shop, .limit = 9})->rows.size() == 2);
  now.release();
  now.release();
  REQUIRE(now.renew());
  CHECK(now.standing(shop)->value().followed_to == 3);
}

TEST_CASE(
    "of an account that is given twice the last counts, and giving the same again is nothing") {
  scratch_folder data;
  const auto index = serving_index(data.path());
  const std::vector<index_change> changes{
      {{1}, named("a")}, {{2}, named("b")}, {{1}, named("c")}, {{2}, std::nullopt}};
  for (int i = 0; i < 2; ++i) {
    REQUIRE(index->apply(shop, changes, 1));
    const auto page = page_of(*index, {.tenant = shop, .order = {1}, .limit = 9});
    CHECK(page.rows == std::vector<list_position>{{"c", {1}}});
    CHECK(page.total == 1);
  }
}

TEST_CASE("more changes than one transaction takes are applied in several") {
  scratch_folder data;
  const auto index = serving_index(data.path());
  const auto changes = some_names(1, 30'000);  // 7 operations each
  REQUIRE(index->apply(shop, changes, 1));
  CHECK(everybody(*index).rows.size() == 30'000);
  CHECK(page_of(*index, {.tenant = shop, .order = {1}, .limit = 0}).total == 30'000);
}

TEST_CASE("an account number beyond what is ever given out is refused") {
  scratch_folder data;
  const auto index = serving_index(data.path());
  CHECK_FALSE(index->apply(shop, some_names(std::uint64_t{1} << 32, 1), 1));
  CHECK(index->apply(shop, some_names((std::uint64_t{1} << 32) - 1, 1), 1));
}

TEST_CASE("a space is built while another serves and changes go to both") {
  scratch_folder data;
  auto index = serving_index(data.path());
  REQUIRE(index->apply(shop, some_names(1, 100, "old"), 1));
  REQUIRE(index->begin_building(shop, 2, {}));
  REQUIRE(index->fill(shop, some_names(1, 50, "new"), {50}));
  REQUIRE(index->apply(shop, {{{{10}, named("x")}, {{20}, std::nullopt}, {{90}, named("y")}}}, 3));
  if (GENERATE(false, true)) {
    index.reset();
    index = open_index(data.path());
  }
  CHECK(standing_of(*index) ==
        index_standing{.serves = true, .followed_to = 3, .builds = true, .built_to = {50}});
  auto page = page_of(*index, {.tenant = shop, .order = {1}, .limit = 200});
  CHECK(page.rows.size() == 99);
  CHECK(page.rows.front().key == "old1");
  // As it is now, and a number that is no customer.
  auto rest = some_names(51, 50, "new");
  rest[39].entries = named("y");
  REQUIRE(index->fill(shop, rest, {101}));
  REQUIRE(index->take_over(shop));
  CHECK(standing_of(*index) == index_standing{.serves = true, .followed_to = 3});
  page = page_of(*index, {.tenant = shop, .order = {1}, .limit = 200});
  CHECK(page.rows.size() == 99);
  CHECK(page.rows.front().key == "new1");
  CHECK(page.rows.back() == list_position{"y", {90}});
  CHECK(page.rows[97] == list_position{"x", {10}});
}

TEST_CASE("what serves no more is erased in slices, wholly, and nothing else is") {
  scratch_folder data;
  const auto index = serving_index(data.path());
  CHECK(index->erase_some().value() == false);
  REQUIRE(index->apply({shop}, some_names(1, 4000), 1));
  const auto full = index->measure()->rows;
  for (int i = 0; i < 2; ++i) {
    REQUIRE(index->begin_building(shop, 1, {}));
    REQUIRE(index->fill(shop, some_names(1, 4000), {4000}));
  }
  REQUIRE(index->take_over(shop));
  int slices = 0;
  while (index->erase_some().value()) ++slices;
  CHECK(slices > 2);
  CHECK(index->measure()->rows == full);
  CHECK(everybody(*index).rows.size() == 4000);
  REQUIRE(index->drop(shop));
  while (index->erase_some().value()) {
  }
  CHECK(index->standings()->empty());
  CHECK(index->measure()->rows == 2);  // the format, and the next number of a space
}

TEST_CASE("a sorted column that was filled in order, emptied and filled again keeps its order") {
  scratch_folder data;
  const auto index = serving_index(data.path());
  const auto numbered = [](std::uint64_t number) {
    std::string key = "0000000" + std::to_string(number);
    return lists::entries{.sorted = {{1, key.substr(key.size() - 6)}}};
  };
  for (int round = 0; round < 2; ++round) {
    std::vector<index_change> changes;
    for (std::uint64_t i = 1; i <= 30'000; ++i) changes.push_back({{i}, numbered(30'001 - i)});
    REQUIRE(index->apply(shop, changes, 1));
    const lists::condition range{.what = lists::condition::kind::range, .of = 1, .from = "010000"};
    const auto page = page_of(*index, {.tenant = shop, .wanted = range, .order = {1}, .limit = 3});
    CHECK(accounts_of(page) == std::vector<std::uint64_t>{20'001, 20'000, 19'999});
    CHECK(page.total == 20'001);
    for (auto& change : changes) change.entries.reset();
    REQUIRE(index->apply(shop, changes, 1));
    CHECK(page_of(*index, {.tenant = shop, .order = {1}, .limit = 3}).rows.empty());
  }
}

TEST_CASE("a space that finds no room while it is filled is given up, and lists go on") {
  scratch_folder data;
  auto opened = list_index::open(data.path(), {.map_bytes = 3 << 20, .collation = "72"});
  REQUIRE(opened);
  list_index& index = **opened;
  REQUIRE(index.begin_building(shop, 0, {}));
  REQUIRE(index.fill(shop, some_names(1, 100), {100}));
  REQUIRE(index.take_over(shop));
  REQUIRE(index.begin_building(shop, 0, {}));
  REQUIRE_FALSE(index.fill(shop, some_names(1, 60'000), {60'000}));
  CHECK(standing_of(index) == index_standing{.serves = true});
  CHECK(everybody(index).rows.size() == 100);
  while (index.erase_some().value()) {
  }
  REQUIRE(index.begin_building(shop, 0, {}));
  REQUIRE(index.fill(shop, some_names(1, 200), {200}));
  REQUIRE(index.take_over(shop));
  CHECK(everybody(index).rows.size() == 200);
}

TEST_CASE("snapshots on other threads see each batch whole while others are applied") {
  scratch_folder data;
  const auto index = serving_index(data.path());
  REQUIRE(index->apply(shop, some_names(1, 300), 1));
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> torn = 0, looks = 0;
  const auto watch = [&] {
    index_snapshot now(*index);
    while (!stop) {
      if (!now.renew()) ++torn;
      const auto page = now.run({.tenant = shop, .order = {1}, .limit = 500});
      const std::uint64_t followed_to = now.standing(shop)->value().followed_to;
      // Of one batch all names begin alike.
      const std::string begin = followed_to == 1 ? "n" : std::to_string(followed_to);
      if (page->rows.size() != 300) ++torn;
      for (const auto& row : page->rows)
        if (!row.key->starts_with(begin)) ++torn;
      ++looks;
    }
  };
  std::thread first(watch), second(watch);
  for (std::uint64_t i = 2; i < 30 || looks < 100; ++i)
    CHECK(index->apply(shop, some_names(1, 300, std::to_string(i) + "-"), i));
  stop = true;
  first.join();
  second.join();
  CHECK(torn == 0);
}

TEST_CASE("a space is known by the columns that it was begun with, as long as it lives") {
  scratch_folder data;
  auto index = serving_index(data.path());
  using columns = std::vector<lists::column>;
  const auto again = [&] {
    index.reset();
    index = open_index(data.path());
    return standing_of(*index).value();
  };
  REQUIRE(index->begin_building(shop, 0, columns{1000, 1003}));
  CHECK(again().columns.empty());
  CHECK(again().building_columns == columns{1000, 1003});
  REQUIRE(index->begin_building(shop, 0, columns{1003}));
  REQUIRE(index->apply(shop, some_names(1, 3), 2));
  REQUIRE(index->fill(shop, some_names(1, 3), {3}));
  CHECK(again().building_columns == columns{1003});
  REQUIRE(index->take_over(shop));
  CHECK(again().columns == columns{1003});
  CHECK(again().building_columns.empty());
  REQUIRE(index->apply(shop, some_names(1, 3), 3));
  CHECK(again().columns == columns{1003});
}
