// What lists::matches says of one record is what the index says of it among others.
#include "protocol/lists/matching.hpp"

#include "protocol/lists/columns.hpp"
#include "tests/storage/fixture.hpp"
#include "tests/storage/index/model.hpp"

using namespace atrium;
using namespace atrium::test;

TEST_CASE("a record matches exactly if the index finds it") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const scratch_folder folder;
    const auto index = serving_index(folder.path());
    drawn some(seed);
    accounts all;
    std::vector<storage::index_change> changes;
    for (std::uint64_t account = 1; account <= 60; ++account) {
      all[account] = some.entries();
      changes.push_back({{account}, all[account]});
    }
    REQUIRE(index->apply(shop, changes, 1));
    for (int i = 0; i < 40; ++i) {
      const lists::condition wanted = some.condition(3);
      CAPTURE(described(wanted));
      std::vector<std::uint64_t> matching, found;
      for (const auto& [account, entries] : all)
        if (lists::matches(wanted, account, entries)) matching.push_back(account);
      for (const auto& each : all_pages(*index, {.tenant = shop, .wanted = wanted, .limit = 100}))
        found.push_back(each.account.value);
      CHECK(found == matching);
    }
  }
}
