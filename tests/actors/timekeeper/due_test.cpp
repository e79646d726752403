#include "actors/timekeeper/due.hpp"

#include "protocol/records/index_entries.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::actors;
using storage::customer_item;

namespace {

void put_place(storage::change_set& into, std::int64_t due_ms, std::uint64_t account,
               std::uint64_t part, std::uint32_t tenant = 1) {
  const auto record = storage::customer_part_key({tenant}, {account}, customer_item::credit, part);
  into.puts.push_back(
      {storage::table::unique,
       std::string(storage::due_key({tenant}, due_ms, record.view()).view()),
       fields::encode_tagged(records::unique_entry{.number = static_cast<std::int64_t>(account)})});
}

}  // namespace

TEST_CASE("what is due by now is found by account, and nothing that comes later, or of others") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  storage::change_set set{};
  const auto euros = storage::currency_part("EUR"), dollars = storage::currency_part("USD");
  put_place(set, 1000, 7, euros);
  put_place(set, 2000, 7, dollars);
  put_place(set, 1500, 8, euros);
  put_place(set, 2001, 9, euros);
  put_place(set, 1000, 7, euros, 2);
  REQUIRE(test::commit_one(*data, set).what == test::result_kind::committed);
  storage::snapshot now(*data);
  REQUIRE(now.renew());
  const auto found = find_due(now, {1}, due_from({1}, 0), 2000, 10);
  REQUIRE(found);
  CHECK(found->next.empty());
  CHECK(found->next_ms == 2001);
  REQUIRE(found->of.size() == 2);
  REQUIRE(found->of.at({7}).size() == 2);
  CHECK(found->of.at({7})[1].item == customer_item::credit);
  CHECK(found->of.at({7})[1].part == dollars);
  CHECK(found->of.at({8}).size() == 1);
}

TEST_CASE("what was due before the time that is looked from is passed over") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  storage::change_set set{};
  for (const std::uint64_t account : {1u, 2u, 3u})
    put_place(set, static_cast<std::int64_t>(1000 + account), account,
              storage::currency_part("EUR"));
  REQUIRE(test::commit_one(*data, set).what == test::result_kind::committed);
  storage::snapshot now(*data);
  REQUIRE(now.renew());
  const auto found = find_due(now, {1}, due_from({1}, 1002), 2000, 10);
  REQUIRE(found);
  CHECK(found->of.size() == 2);
  CHECK_FALSE(found->of.contains({1}));
  CHECK_FALSE(found->next_ms);
}

TEST_CASE("more than a slice holds is found slice by slice") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  storage::change_set set{};
  constexpr std::size_t slice = 10, accounts = 2 * slice + 5;
  for (std::uint64_t account = 1; account <= accounts; ++account)
    put_place(set, 1000, account, storage::currency_part("EUR"));
  put_place(set, 3000, 1, storage::currency_part("USD"));
  REQUIRE(test::commit_one(*data, set).what == test::result_kind::committed);
  storage::snapshot now(*data);
  REQUIRE(now.renew());
  std::size_t seen = 0;
  std::string from = due_from({1}, 0);
  for (int slices = 1; !from.empty(); ++slices) {
    const auto found = find_due(now, {1}, from, 2000, slice);
    REQUIRE(found);
    CHECK(found->of.size() <= slice);
    seen += found->of.size();
    from = found->next;
    CHECK(from.empty() == (slices == 3));
    CHECK(found->next_ms.has_value() == from.empty());
  }
  CHECK(seen == accounts);
}
