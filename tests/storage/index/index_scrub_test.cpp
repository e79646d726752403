// What left the index is looked for in its file, byte by byte.
#include "storage/index/index_scrub.hpp"

#include "storage/verify_parts.hpp"
#include "tests/storage/canary.hpp"
#include "tests/storage/index/model.hpp"
#include "tests/storage/scratch_folder.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

namespace {

std::size_t canaries(const scratch_folder& data) {
  return canaries_in(data.path() / "index/data.mdb");
}

bool is_canary(std::uint64_t account) { return account % 7 == 0; }

// In every table whose keys can have what is a person's: in the order of accounts, so that those
// who leave are among others.
lists::entries person(std::uint64_t account) {
  const std::string number = std::to_string(1'000'000 + account);
  const std::string name = number + (is_canary(account) ? std::string(canary) : "somebody else");
  return {.sorted = {{1, name}, {2, name + name}},
          .sets = {{10, "v" + name}},
          .words = {"w" + name, "x" + name}};
}

void fill(list_index& index, std::uint64_t persons) {
  for (std::uint64_t first = 1; first <= persons; first += 200) {
    std::vector<index_change> some;
    for (std::uint64_t account = first; account < std::min(first + 200, persons + 1); ++account)
      some.push_back({{account}, person(account)});
    REQUIRE(index.apply(shop, some, first));
  }
}

void erase_canaries(list_index& index, std::uint64_t persons) {
  for (std::uint64_t account = 7; account <= persons; account += 7) {
    const index_change gone{{account}, std::nullopt};
    REQUIRE(index.apply(shop, {&gone, 1}, persons + account));
  }
}

// As the indexer drives it. `between` is called after each turn.
template <class Between>
void scrub_all(list_index& index, Between&& between) {
  auto pass = index_scrub::begin(index, 50);
  REQUIRE(pass);
  for (int turns = 0; turns < 100'000; ++turns) {
    const auto next = (*pass)->turn();
    if (!next) FAIL(next.failure().message);
    if (*next == index_scrub::next::done) return;
    between();
  }
  FAIL("the pass does not come to its end");
}

void is_whole(const scratch_folder& data) {
  const auto wrong = walk_pages(data.path() / "index/data.mdb");
  if (wrong) FAIL(*wrong);
}

std::vector<list_position> in_order(const list_index& index, lists::column by) {
  return all_pages(index, {.tenant = shop, .order = {.by = by}, .limit = 1000});
}

}  // namespace

TEST_CASE("after a scrub nothing of who left is in the index's file, and the index is whole") {
  constexpr std::uint64_t persons = 20'000;  // several blocks in each column
  scratch_folder data;
  const auto index = serving_index(data.path());
  fill(*index, persons);
  erase_canaries(*index, persons);
  CHECK(canaries(data) > 100);
  const auto before = in_order(*index, 1);
  CHECK(before.size() == persons - persons / 7);
  scrub_all(*index, [] {});
  CHECK(canaries(data) == 0);
  CHECK((in_order(*index, 1) == before));
  is_whole(data);
  // Nor does it come back with what is written afterwards.
  for (std::uint64_t account = persons; account < persons + 200; ++account)
    if (const index_change one{{account}, person(account)}; !is_canary(account))
      REQUIRE(index->apply(shop, {&one, 1}, 3 * persons + account));
  CHECK(canaries(data) == 0);
}

TEST_CASE("readers and changes go on while the index is scrubbed") {
  constexpr std::uint64_t persons = 3'000;
  scratch_folder data;
  const auto index = serving_index(data.path());
  fill(*index, persons);
  erase_canaries(*index, persons);
  std::uint64_t account = 1, seq = 3 * persons;
  index_snapshot reader(*index);
  REQUIRE(reader.renew());
  int turn = 0;
  const auto between = [&] {
    const auto page = reader.run({.tenant = shop, .order = {.by = 1}, .limit = 10'000});
    REQUIRE(page);
    REQUIRE(page->rows.size() >= persons - persons / 7);
    if (++turn % 5 == 0) REQUIRE(reader.renew());
    while (is_canary(account)) ++account;
    lists::entries changed = person(account);
    changed.words.push_back("changed");
    const index_change one{{account++}, changed};
    REQUIRE(index->apply(shop, {&one, 1}, ++seq));
  };
  scrub_all(*index, between);
  reader.release();
  CHECK(canaries(data) == 0);
  is_whole(data);
}

TEST_CASE("a space that is erased leaves nothing in the index's file after a scrub") {
  scratch_folder data;
  const auto index = serving_index(data.path());
  fill(*index, 3'000);
  REQUIRE(index->drop(shop));
  while (index->erase_some().value()) continue;
  CHECK(canaries(data) > 100);
  scrub_all(*index, [] {});
  CHECK(canaries(data) == 0);
}
