// Lists against a model that looks at every account.
#include <algorithm>
#include <map>

#include "protocol/lists/columns.hpp"
#include "tests/storage/index/model.hpp"
#include "tests/storage/scratch_folder.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

namespace {

// Numbers from several chunks, so that there are gaps, too.
std::uint64_t some_account(drawn& by, std::size_t accounts_max) {
  return 1 + by.below(accounts_max) * (1 + by.below(2) * 50);
}

// What is of these columns, or of all others.
lists::entries part_of(lists::entries all, const lists::column_choice& of, bool others = false) {
  const auto is_other = [&](const auto& each) { return of.has(each.first) == others; };
  std::erase_if(all.sorted, is_other);
  std::erase_if(all.sets, is_other);
  std::erase_if(all.words,
                [&](const auto& each) { return of.has(lists::column_of_word(each)) == others; });
  return all;
}

lists::entries joined(lists::entries one, const lists::entries& other) {
  one.sorted.insert(one.sorted.end(), other.sorted.begin(), other.sorted.end());
  one.sets.insert(one.sets.end(), other.sets.begin(), other.sets.end());
  one.words.insert(one.words.end(), other.words.begin(), other.words.end());
  return one;
}

// Changes of some columns only are given whole where the index has nothing of the account.
void change_some(list_index& index, accounts& model, drawn& by, std::size_t count,
                 std::size_t accounts_max) {
  std::map<std::uint64_t, index_change> changes;
  accounts after = model;
  for (std::size_t i = 0; i < count; ++i) {
    const account_number account{some_account(by, accounts_max)};
    index_change& change = changes[account.value] = {account, std::nullopt};
    after.erase(account.value);
    if (by.one_in(6)) continue;
    lists::entries& given = after[account.value] = by.entries();
    change.entries = given;
    if (by.one_in(2)) continue;
    change.only = by.columns();
    change.entries = part_of(given, *change.only);
    if (const auto before = model.find(account.value); before != model.end())
      given = joined(*change.entries, part_of(before->second, *change.only, true));
  }
  model = std::move(after);
  std::vector<index_change> all;
  all.reserve(changes.size());
  for (const auto& [account, change] : changes) all.push_back(change);
  const auto left_out = index.apply(shop, all, 1);
  if (!left_out) FAIL(left_out.failure().message);
  std::vector<index_change> whole;
  whole.reserve(left_out->size());
  for (const account_number each : *left_out) whole.push_back({each, model.at(each.value)});
  const auto rest = index.apply(shop, whole, 1);
  REQUIRE(rest);
  CHECK(rest->empty());
}

// Pages of one record to `limit_max`.
void check_one(const list_index& index, const accounts& model, drawn& by, std::size_t limit_max) {
  list_query query{.tenant = shop, .wanted = by.condition(3), .order = by.order()};
  query.limit = 1 + by.below(by.one_in(2) ? limit_max : limit_max / 8);
  if (by.one_in(3)) query.work_max = by.below(60 * limit_max);
  CAPTURE(described(query.wanted), query.order.by, query.order.descending, query.work_max);
  const auto expected = listed(model, query.wanted, query.order);
  const auto first = page_of(index, query);
  if (first.total_is_exact)
    CHECK(first.total == expected.size());
  else
    CHECK(first.total >= expected.size());
  if (by.one_in(4)) {  // a place where nothing need be
    query.after = list_position{by.key_of(query.order.by), {by.below(2000)}};
    if (by.one_in(4) || query.order.by == lists::every_record) query.after->key.reset();
  }
  std::vector<list_position> behind;
  for (const auto& each : expected)
    if (!query.after || is_before(*query.after, each, query.order)) behind.push_back(each);
  REQUIRE((all_pages(index, query) == behind));
}

}  // namespace

TEST_CASE("lists of few accounts are what a look at every account says, whatever is asked") {
  const auto seed = GENERATE(range(1, 13));
  CAPTURE(seed);
  drawn by(static_cast<std::uint64_t>(seed));
  scratch_folder data;
  const auto index = serving_index(data.path());
  accounts model;
  for (int round = 0; round < 12; ++round) {
    change_some(*index, model, by, by.below(120), 300);
    for (int i = 0; i < 25; ++i) check_one(*index, model, by, 60);
  }
}

TEST_CASE("lists of accounts in many blocks are what a look at every account says") {
  const auto seed = GENERATE(range(1, 3));
  CAPTURE(seed);
  drawn by(static_cast<std::uint64_t>(seed));
  scratch_folder data;
  const auto index = serving_index(data.path());
  accounts model;
  for (int round = 0; round < 5; ++round) {
    change_some(*index, model, by, 12'000, 20'000);
    for (int i = 0; i < 12; ++i) check_one(*index, model, by, 3000);
  }
}

TEST_CASE("paging meets every record that stays, once, while others come, go and move") {
  const auto seed = GENERATE(range(1, 9));
  CAPTURE(seed);
  drawn by(static_cast<std::uint64_t>(seed));
  scratch_folder data;
  const auto index = serving_index(data.path());
  accounts model;
  change_some(*index, model, by, 400, 300);
  const accounts before = model;
  list_query query{.tenant = shop, .wanted = by.condition(1), .order = by.order(), .limit = 7};
  CAPTURE(described(query.wanted), query.order.by, query.order.descending);
  std::vector<list_position> seen;
  for (bool more = true; more;) {
    auto page = page_of(*index, query);
    for (std::size_t i = 1; i < page.rows.size(); ++i)
      CHECK(is_before(page.rows[i - 1], page.rows[i], query.order));
    if (query.after && !page.rows.empty())
      CHECK(is_before(*query.after, page.rows.front(), query.order));
    seen.insert(seen.end(), page.rows.begin(), page.rows.end());
    more = page.go_on.has_value();
    query.after = std::move(page.go_on);
    // Also the very record that the next page is to go on from.
    if (query.after && by.one_in(2)) {
      REQUIRE(index->apply(shop, {{{query.after->account, std::nullopt}}}, 2));
      model.erase(query.after->account.value);
    }
    change_some(*index, model, by, 5, 300);
  }
  for (const auto& place : listed(before, query.wanted, query.order)) {
    const auto left = listed(model, query.wanted, query.order);
    const bool stayed = std::ranges::count(left, place) == 1 &&
                        before.at(place.account.value).words == model.at(place.account.value).words;
    if (stayed) CHECK(std::ranges::count(seen, place) == 1);
  }
}

TEST_CASE("a page that has little work to spend says so and still goes on") {
  scratch_folder data;
  const auto index = serving_index(data.path());
  std::vector<index_change> changes;
  for (std::uint64_t account = 1; account <= 20'000; ++account) {
    lists::entries each{.sorted = {{1, std::to_string(1'000'000 + account)}}};
    each.words = {std::to_string(account),
                  account > 18'000 && account <= 19'000 ? "late" : "early"};
    changes.push_back({{account}, std::move(each)});
  }
  REQUIRE(index->apply(shop, changes, 1));
  // Words that are too many to be gathered, so that each account must be looked at.
  const lists::condition one{.what = lists::condition::kind::word, .from = "1"};
  const lists::condition late{.what = lists::condition::kind::word, .from = "la"};
  list_query query{.tenant = shop,
                   .wanted = {.what = lists::condition::kind::all, .parts = {one, late}},
                   .order = {GENERATE(as<lists::column>{}, 0, 1), GENERATE(false, true)},
                   .limit = 100,
                   .work_max = 2'000};
  CAPTURE(query.order.by, query.order.descending);
  std::vector<list_position> seen;
  std::size_t partial = 0;
  do {
    const auto page = page_of(*index, query);
    CHECK(page.work < 12'000);
    CHECK_FALSE(page.total_is_exact);
    CHECK(page.total >= 1'000);
    if (page.partial) {
      ++partial;
      CHECK(page.rows.size() < query.limit);
      CHECK(page.go_on);
    }
    seen.insert(seen.end(), page.rows.begin(), page.rows.end());
    query.after = page.go_on;
  } while (query.after);
  CHECK(partial > 3);
  query.work_max = 10'000'000;
  CHECK((all_pages(*index, query) == seen));
  CHECK(seen.size() == 1'000);
}

TEST_CASE("a set that becomes large and small again keeps its accounts") {
  scratch_folder data;
  const auto index = serving_index(data.path());
  const auto change = [&](std::uint64_t first, std::uint64_t count, const char* value) {
    std::vector<index_change> changes;
    for (std::uint64_t i = first; i < first + count; ++i)
      changes.push_back({{i * 3}, lists::entries{.sets = {{10, value}}, .words = {value}}});
    REQUIRE(index->apply(shop, changes, 1));
  };
  const auto count = [&](lists::condition wanted) {
    return page_of(*index, {.tenant = shop, .wanted = std::move(wanted), .limit = 0}).total;
  };
  using kind = lists::condition::kind;
  std::uint64_t a = 0;
  change(1, 700, "b");
  for (const auto& [first, more, value] : {std::tuple{1, 499, "a"},
                                           {500, 1, "a"},
                                           {501, 1, "a"},
                                           {502, 190, "a"},
                                           {2, 190, "b"},
                                           {192, 1, "b"},
                                           {193, 400, "b"},
                                           {1, 1, "b"},
                                           {593, 99, "b"}}) {
    change(static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(more), value);
    a = value[0] == 'a' ? a + static_cast<std::uint64_t>(more)
                        : a - static_cast<std::uint64_t>(more);
    CHECK(count({.what = kind::values, .of = 10, .values = {"a"}}) == a);
    CHECK(count({.what = kind::values, .of = 10, .values = {"b"}}) == 700 - a);
    CHECK(count({.what = kind::word, .from = "a"}) == a);
  }
  CHECK(a == 0);
}
