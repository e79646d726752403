#include "actors/account/whole_account.hpp"

#include "actors/account/parts.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::test;
using storage::customer_item;

namespace {

constexpr tenant_number tenant{1};
constexpr account_number ada{1};

// What is said of an account of which more is wanted than `at_most`; empty if it is not too much.
std::string refused(const storage::store& of, row_parts wanted, whole_bounds at_most) {
  storage::snapshot now(of);
  REQUIRE(now.renew());
  const auto whole = load_whole(now, tenant, ada, wanted, at_most);
  if (whole) return "";
  return whole.failure().path + ": " + std::string(row_of(whole.failure().code).name);
}

// The items of the rows that are read, with a mark for those that have a value.
std::string items_of(const storage::store& of, row_parts wanted) {
  storage::snapshot now(of);
  REQUIRE(now.renew());
  const auto whole = load_whole(now, tenant, ada, wanted);
  REQUIRE(whole);
  REQUIRE(*whole);
  std::string items;
  for (const account_row& each : (*whole)->rows)
    items += std::to_string(storage::name_in(each.key).item) + (each.value.empty() ? " " : "! ");
  return items;
}

struct stored_rows {
  void put(const storage::key& key, std::string value) {
    set.puts.push_back({storage::table::records, std::string(key.view()), std::move(value)});
  }
  void commit() { REQUIRE(commit_one(*store, set).what == result_kind::committed); }

  scratch_folder data;
  const std::unique_ptr<storage::store> store = new_store(data.path());
  storage::change_set set{};
};

}  // namespace

TEST_CASE("who erases reads nothing of what stays, and of the rest no more than he needs") {
  stored_rows rows;
  rows.put(storage::customer_key(tenant, ada),
           fields::encode_tagged(records::customer{.number = 1}));
  rows.put(storage::customer_key(tenant, {2}),
           fields::encode_tagged(records::customer{.number = 2}));
  rows.put(counts_key(tenant, ada), some_map(1));
  rows.put(recorded_key<records::order>(tenant, ada, 5), some_map(1));
  rows.put(recorded_key<records::order>(tenant, ada, 6), some_map(1));
  rows.put(summary_key(tenant, ada), fields::encode_tagged(records::order_summary{}));
  rows.put(storage::customer_part_key(tenant, ada, storage::customer_item::carts, 1), some_map(1));
  rows.put(recorded_key<records::delivery>(tenant, ada, 7), some_map(1));
  rows.put(recorded_key<records::order>(tenant, {2}, 8), some_map(1));
  rows.commit();
  CHECK(items_of(*rows.store, row_parts::what_erasing_needs) == "2 17! 18! ");
  CHECK(items_of(*rows.store, row_parts::all) == "2! 14! 14! 16! 17! 18! ");
}

TEST_CASE("who erases reads no notes and no history, of which there may be any number") {
  stored_rows rows;
  rows.put(storage::customer_key(tenant, ada),
           fields::encode_tagged(records::customer{.number = 1}));
  rows.put(counts_key(tenant, ada), some_map(1));
  for (std::uint64_t number = 1; number <= 3; ++number) {
    rows.put(storage::customer_part_key(tenant, ada, customer_item::notes, number), some_map(1));
    rows.put(storage::customer_part_key(tenant, ada, customer_item::history, number), some_map(1));
  }
  rows.put(storage::customer_part_key(tenant, ada, customer_item::sessions, 1), some_map(1));
  rows.commit();
  CHECK(items_of(*rows.store, row_parts::what_erasing_needs) == "2 7! ");
  CHECK(items_of(*rows.store, row_parts::what_merging_needs) == "2! 4! 4! 4! 5! 5! 5! 7! ");
}

TEST_CASE("an account with too much to be merged, or shown in one document, is refused") {
  stored_rows rows;
  rows.put(storage::customer_key(tenant, ada),
           fields::encode_tagged(records::customer{.number = 1}));
  for (std::uint64_t part = 1; part <= 5; ++part)
    rows.put(recorded_key<records::order>(tenant, ada, part), some_map(1, std::string(100, 'x')));
  rows.put(counts_key(tenant, ada), some_map(1));
  rows.commit();
  constexpr std::size_t enough = 10'000;
  for (const auto& [wanted, path] :
       {std::pair{row_parts::what_merging_needs, "from"}, std::pair{row_parts::all, "customer"}}) {
    const std::string too_much = std::string(path) + ": limit_reached";
    CHECK(refused(*rows.store, wanted, {6, enough}) == "");
    CHECK(refused(*rows.store, wanted, {5, enough}) == too_much);
    CHECK(refused(*rows.store, wanted, {enough, 500}) == too_much);
    CHECK(refused(*rows.store, wanted, {enough, 1'000}) == "");
  }
  // Orders stay where they are when he is erased.
  CHECK(refused(*rows.store, row_parts::what_erasing_needs, {1, enough}) == "");
  CHECK(refused(*rows.store, row_parts::what_erasing_needs, {0, enough}) == ": internal");
}

TEST_CASE("that there are too many orders and deliveries is known by their count") {
  stored_rows rows;
  rows.put(storage::customer_key(tenant, ada),
           fields::encode_tagged(records::customer{.number = 1}));
  rows.put(summary_key(tenant, ada),
           fields::encode_tagged(records::order_summary{.orders = 15'000, .deliveries = 5'001}));
  rows.commit();
  const whole_bounds usual = bounds_of(row_parts::what_merging_needs);
  CHECK(refused(*rows.store, row_parts::what_merging_needs, usual) == "from: limit_reached");
  CHECK(refused(*rows.store, row_parts::all, bounds_of(row_parts::all)) == "");
}
