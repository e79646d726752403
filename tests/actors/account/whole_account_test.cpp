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

}  // namespace

TEST_CASE("who erases reads nothing of what stays, and of the rest no more than he needs") {
  scratch_folder data;
  const auto store = new_store(data.path());
  storage::change_set set{};
  const auto put = [&](const storage::key& key, std::string value) {
    set.puts.push_back({storage::table::records, std::string(key.view()), std::move(value)});
  };
  put(storage::customer_key(tenant, ada), fields::encode_tagged(records::customer{.number = 1}));
  put(storage::customer_key(tenant, {2}), fields::encode_tagged(records::customer{.number = 2}));
  put(counts_key(tenant, ada), some_map(1));
  put(recorded_key<records::order>(tenant, ada, 5), some_map(1));
  put(recorded_key<records::order>(tenant, ada, 6), some_map(1));
  put(summary_key(tenant, ada), some_map(1));
  put(storage::customer_part_key(tenant, ada, storage::customer_item::carts, 1), some_map(1));
  put(recorded_key<records::delivery>(tenant, ada, 7), some_map(1));
  put(recorded_key<records::order>(tenant, {2}, 8), some_map(1));
  REQUIRE(commit_one(*store, set).what == result_kind::committed);
  CHECK(items_of(*store, row_parts::what_erasing_needs) == "2 17! 18! ");
  CHECK(items_of(*store, row_parts::all) == "2! 14! 14! 16! 17! 18! ");
}
