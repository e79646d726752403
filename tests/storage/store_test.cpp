#include "storage/store.hpp"

#include <fstream>

#include "storage/meta.hpp"
#include "storage/verify.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

TEST_CASE("a new store is whole, closed in order and tells who it is") {
  scratch_folder data;
  REQUIRE(store::create(data.path(), some_identity(), small_store()));
  CHECK(std::filesystem::exists(data.path() / "store/clean"));
  CHECK_FALSE(std::filesystem::exists(data.path() / "store.new"));
  const auto opened = open_store(data.path());
  CHECK(opened->identity().id == some_identity().id);
  CHECK(opened->identity().made_at_ms == 1000);
  CHECK(opened->identity().operator_key_hash == some_identity().operator_key_hash);
  CHECK(opened->high_water_time_ms() == 1000);
  CHECK_FALSE(opened->broken());
}

TEST_CASE("creating makes the data folder, readable by its owner only") {
  scratch_folder parent;
  const auto data = parent.path() / "data";
  REQUIRE(store::create(data, some_identity(), small_store()));
  using std::filesystem::perms;
  for (const auto& folder : {data, data / "store"})
    CHECK((std::filesystem::status(folder).permissions() &
           (perms::group_all | perms::others_all)) == perms::none);
}

TEST_CASE("creating refuses where there is a store and leaves it alone") {
  scratch_folder data;
  commit_one(*new_store(data.path()), put_set(customer(1, 1), some_map(1)));
  CHECK_FALSE(store::create(data.path(), some_identity(), small_store()));
  CHECK(read(*open_store(data.path()), table::records, customer(1, 1)));
}

TEST_CASE("what an interrupted creation left is swept away") {
  scratch_folder data;
  std::filesystem::create_directory(data.path() / "store.new");
  std::ofstream(data.path() / "store.new/data.mdb") << "half a store";
  SECTION("by creating") {
    REQUIRE(store::create(data.path(), some_identity(), small_store()));
    CHECK(open_store(data.path())->identity().id == some_identity().id);
  }
  SECTION("by opening, which finds no store") {
    const auto opened = store::open(data.path(), small_store());
    REQUIRE_FALSE(opened);
    CHECK(opened.failure().code == errc::not_found);
  }
  CHECK_FALSE(std::filesystem::exists(data.path() / "store.new"));
}

TEST_CASE("a store is opened once: the second open, creation and verification are refused") {
  scratch_folder data;
  const auto first = new_store(data.path());
  const auto second = store::open(data.path(), small_store());
  REQUIRE_FALSE(second);
  CHECK_THAT(second.failure().message, Catch::Contains("in use"));
  CHECK_FALSE(store::create(data.path(), some_identity(), small_store()));
  CHECK_FALSE(verify_offline(data.path(), small_store()));
  CHECK(commit_one(*first, journal_set(1)).what == result_kind::committed);
}

TEST_CASE("the clean marker is there only while the store is closed and was closed in order") {
  scratch_folder data;
  const auto marker = data.path() / "store/clean";
  {
    const auto opened = new_store(data.path());
    CHECK_FALSE(std::filesystem::exists(marker));
  }
  CHECK(std::filesystem::exists(marker));
}

TEST_CASE("without the marker a sound store is verified and opened") {
  scratch_folder data;
  commit_one(*new_store(data.path()), put_set(customer(1, 1), some_map(1)));
  std::filesystem::remove(data.path() / "store/clean");
  CHECK(read(*open_store(data.path()), table::records, customer(1, 1)));
}

TEST_CASE("a store of another format is refused with its number") {
  scratch_folder data;
  commit_one(*new_store(data.path()), put_set(std::string(format_key), some_map(7), table::meta));
  const auto opened = store::open(data.path(), small_store());
  REQUIRE_FALSE(opened);
  CHECK_THAT(opened.failure().message, Catch::Contains("format 7"));
}

TEST_CASE("a reserve that leaves nothing of the map is refused") {
  scratch_folder data;
  REQUIRE(store::create(data.path(), some_identity(), small_store()));
  auto options = small_store();
  options.reserve_bytes = options.map_bytes / 2;
  CHECK_FALSE(store::open(data.path(), options));
}

TEST_CASE("the figures follow what is written") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  const auto before = opened->measure();
  commit_one(*opened, put_set(customer(1, 1), some_map(1, std::string(100'000, 'x'))));
  const auto after = opened->measure();
  CHECK(after.map_bytes == small_store().map_bytes);
  CHECK(after.used_bytes >= before.used_bytes + 100'000);
  CHECK(after.last_transaction == before.last_transaction + 1);
  CHECK(after.free_disk_bytes > 0);
  CHECK_FALSE(after.full);
  CHECK(opened->clear_dead_readers() == 0);
}

TEST_CASE("the high-water time is the highest of all commits, and stays over a restart") {
  scratch_folder data;
  {
    const auto opened = new_store(data.path());
    commit_one(*opened, journal_set(1, 5000));
    CHECK(opened->high_water_time_ms() == 5000);
    commit_one(*opened, journal_set(1, 4000));
    CHECK(opened->high_water_time_ms() == 5000);
    auto known = put_set(customer(1, 1), some_map(1));
    known.idempotency =
        idempotency_entry{std::string(idempotency_key({1}, 0, "k")), "digest", 6000, "x"};
    commit_one(*opened, known);
    CHECK(opened->high_water_time_ms() == 6000);
  }
  CHECK(open_store(data.path())->high_water_time_ms() == 6000);
}
