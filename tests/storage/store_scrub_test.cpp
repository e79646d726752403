// What was erased is looked for in the file itself, byte by byte.
#include "storage/store_scrub.hpp"

#include <atomic>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "protocol/records/index_entries.hpp"
#include "storage/meta.hpp"
#include "storage/page_layout.hpp"
#include "storage/verify_parts.hpp"
#include "tests/storage/canary.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

namespace {

std::string file_of(const scratch_folder& data) { return bytes_of(data.path() / "store/data.mdb"); }

std::size_t canaries(const scratch_folder& data) {
  return canaries_in(data.path() / "store/data.mdb");
}

std::string login(const std::string& name) {
  return std::string(login_key({1}, {1}, name + "@shop.example").view());
}

std::string entry_of(std::uint64_t account) {
  return fields::encode_tagged(records::unique_entry{.number = static_cast<std::int64_t>(account)});
}

// Person `account`: a record of this many bytes and a login, full of canaries or of none.
void add_person(change_set& into, std::uint64_t account, std::size_t bytes, bool is_canary) {
  std::string text;
  while (text.size() < bytes) text += is_canary ? canary : std::string_view("somebody-else. ");
  into.puts.push_back({table::records, customer(1, account), some_map(1, text)});
  const std::string name = (is_canary ? std::string(canary) : "other") + std::to_string(account);
  into.puts.push_back({table::unique, login(name), entry_of(account)});
}

void erase_person(change_set& into, std::uint64_t account) {
  into.leaves_residue = true;
  into.erasures.push_back({table::records, customer(1, account)});
  into.erasures.push_back({table::unique, login(std::string(canary) + std::to_string(account))});
}

// Persons of all sizes, every seventh a canary, in many commits with others in between.
void fill(store& of, std::uint64_t persons = 700) {
  std::mt19937 random(5);
  for (std::uint64_t account = 1; account <= persons; ++account) {
    auto set = journal_set(1);
    const std::size_t bytes = random() % (account % 9 == 0 ? 30'000 : 900);
    add_person(set, account * 7919 % 10'007, bytes, account % 7 == 0);
    set.erasures.push_back({table::records, customer(2, account - 1)});
    set.puts.push_back({table::records, customer(2, account), some_map(1, "for a while")});
    REQUIRE(commit_one(of, set).what == result_kind::committed);
  }
}

void erase_canaries(store& of, std::uint64_t persons = 700) {
  for (std::uint64_t account = 7; account <= persons; account += 7) {
    change_set set{};
    erase_person(set, account * 7919 % 10'007);
    REQUIRE(commit_one(of, set).what == result_kind::committed);
  }
}

// As the janitor drives it. `between` is called after each turn.
template <class Between>
void scrub_all(store& of, Between&& between, std::size_t pages_a_turn = 50) {
  auto pass = store_scrub::begin(of, pages_a_turn);
  REQUIRE(pass);
  for (int turns = 0; turns < 100'000; ++turns) {
    const auto next = (*pass)->turn();
    if (!next) FAIL(next.failure().message);
    if (*next == store_scrub::next::done) return;
    if (*next != store_scrub::next::turn) commit_one(of, store_scrub::changes());
    between();
  }
  FAIL("the pass does not come to its end");
}

void scrub_all(store& of) {
  scrub_all(of, [] {});
}

// The keys in the top page of `unique`.
std::vector<std::string> top_guides(const scratch_folder& data) {
  using namespace page_layout;
  const std::string bytes = file_of(data);
  const char* first = bytes.data() + page_header_bytes;
  const auto page_bytes = load<std::uint32_t>(first + free_tree_at);
  const char* second = first + page_bytes;
  const bool is_second =
      load<std::uint64_t>(second + transaction_at) > load<std::uint64_t>(first + transaction_at);
  const auto nodes_of = [&](std::uint64_t number) {
    const char* page = bytes.data() + number * page_bytes;
    std::string wrong;
    auto nodes = read_nodes(page, page_bytes, kind_of(page) == leaf, wrong);
    if (!wrong.empty()) FAIL(wrong);
    return nodes;
  };
  std::vector<std::string> keys;
  for (const node& each : nodes_of(read_tree((is_second ? second : first) + table_tree_at).root)) {
    if (each.key != "unique") continue;
    for (const node& guide : nodes_of(read_tree(each.value()).root))
      if (!guide.key.empty()) keys.emplace_back(guide.key);
  }
  return keys;
}

void is_whole(const scratch_folder& data, const store& of) {
  const auto wrong = walk_pages(data.path() / "store/data.mdb");
  if (wrong) FAIL(*wrong);
  const auto verified = verify(of, verify_depth::pages);
  REQUIRE(verified);
  if (verified->broken) FAIL(describe(*verified->broken));
}

}  // namespace

TEST_CASE("after a scrub nothing of what was erased is in the file, and the store is whole") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  fill(*opened);
  erase_canaries(*opened);
  CHECK(canaries(data) > 100);
  scrub_all(*opened);
  CHECK(canaries(data) == 0);
  is_whole(data, *opened);
  // Nor does it come back with what is written afterwards.
  for (std::uint64_t i = 0; i < 200; ++i) {
    auto set = journal_set(1);
    add_person(set, 20'000 + i * 31 % 200, i * 97 % 3000, false);
    commit_one(*opened, set);
  }
  CHECK(canaries(data) == 0);
  is_whole(data, *opened);
}

TEST_CASE("what was not erased is there after a scrub") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  fill(*opened);
  const auto rows = [&] {
    std::vector<std::string> all;
    snapshot now(*opened);
    REQUIRE(now.renew());
    for (const table each : {table::records, table::unique, table::journal})
      REQUIRE(now.scan(each, "", "", ~std::size_t{0}, [&](const row& found) {
        all.push_back(std::string(found.key) + "=" + std::string(found.value));
        return true;
      }));
    return all;
  };
  const auto before = rows();
  const std::size_t there = canaries(data);
  scrub_all(*opened);
  CHECK(rows() == before);
  CHECK(canaries(data) > 0);
  CHECK(canaries(data) <= there);
}

TEST_CASE("readers and writers go on while a scrub is under way") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  fill(*opened);
  erase_canaries(*opened);
  std::mt19937 random(11);
  snapshot reader(*opened);
  std::map<std::string, std::string> seen;
  const auto look = [&] {
    REQUIRE(reader.renew());
    seen.clear();
    REQUIRE(reader.scan(table::records, "", "", ~std::size_t{0}, [&](const row& found) {
      seen.emplace(found.key, found.value);
      return true;
    }));
  };
  look();
  int turn = 0;
  scrub_all(
      *opened,
      [&] {
        std::map<std::string, std::string> again;
        REQUIRE(reader.scan(table::records, "", "", ~std::size_t{0}, [&](const row& found) {
          again.emplace(found.key, found.value);
          return true;
        }));
        REQUIRE(again == seen);
        if (++turn % 5 == 0) look();
        auto set = journal_set(1);
        for (int i = 0; i < 5; ++i)
          add_person(set, 30'000 + random() % 500, random() % (i == 0 ? 20'000 : 800), false);
        set.erasures.push_back({table::records, customer(1, 30'000 + random() % 500)});
        REQUIRE(commit_one(*opened, set).what == result_kind::committed);
      },
      20);
  reader.release();
  CHECK(canaries(data) == 0);
  is_whole(data, *opened);
}

TEST_CASE("a name that still guides through the index after its row is gone is nowhere") {
  const std::size_t pages_a_turn = GENERATE(std::size_t{1}, std::size_t{50});
  scratch_folder data;
  const auto opened = new_store(data.path());
  change_set all{};
  for (std::uint64_t i = 10'000; i < 14'000; ++i)
    all.puts.push_back(
        {table::unique, login(std::string(canary) + std::to_string(i)), entry_of(i)});
  commit_one(*opened, all);
  // Where its row is gone but the key is not, it is a guide: then rows of both sides stay.
  for (std::uint64_t i = 10'000; i < 14'000; i += 2) {
    change_set one{};
    erase_person(one, i);
    commit_one(*opened, one);
  }
  scrub_all(
      *opened, [] {}, pages_a_turn);
  // Of a guide as much is left as the name before it says.
  const std::string bytes = file_of(data);
  std::set<std::string> found;
  for (auto at = bytes.find(canary); at != bytes.npos; at = bytes.find(canary, at + 1))
    if (bytes[at + canary.size() + 5] != 0) found.insert(bytes.substr(at + canary.size(), 5));
  std::set<std::string> left;
  for (std::uint64_t i = 10'001; i < 14'000; i += 2) left.insert(std::to_string(i));
  CHECK(found == left);
  is_whole(data, *opened);
}

TEST_CASE("what a guide shares with the name before it goes with that") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  const auto name = [](std::uint64_t i) {
    return login(std::to_string(i / 10) + std::string(i % 10 == 9 ? "other" : canary) +
                 std::to_string(i % 10));
  };
  change_set all{};
  for (std::uint64_t i = 10'000; i < 14'000; ++i)
    all.puts.push_back({table::unique, name(i), entry_of(i)});
  commit_one(*opened, all);
  for (const std::uint64_t first : {0, 1}) {
    for (std::uint64_t i = 10'000 + first; i < 14'000; i += 2) {
      change_set one{};
      one.leaves_residue = true;
      if (i % 10 != 9) one.erasures.push_back({table::unique, name(i)});
      commit_one(*opened, one);
    }
    scrub_all(*opened);
    is_whole(data, *opened);
  }
  CHECK(canaries(data) == 0);
}

TEST_CASE("a guide goes however many rows it leads to, and none of them is moved") {
  constexpr std::uint64_t persons = 230'000;
  scratch_folder data;
  store_options roomy = small_store();
  roomy.map_bytes = 512 << 20;
  const auto opened = new_store(data.path(), roomy);
  // So long that the tree has five levels, and its top page one guide.
  const auto name = [](std::uint64_t number) {
    std::string text = std::to_string(1'000'000 + number);
    while (text.size() < 178) text += std::string(canary) + std::to_string(number);
    return login(text.substr(0, 178));
  };
  for (std::uint64_t number = 0; number < persons;) {
    change_set some{};
    for (const std::uint64_t end = number + 10'000; number < end; ++number)
      some.puts.push_back({table::unique, name(number), entry_of(number)});
    REQUIRE(commit_one(*opened, some).what == result_kind::committed);
  }
  const std::vector<std::string> guides = top_guides(data);
  REQUIRE(guides.size() == 1);
  REQUIRE(guides.front() < name(persons - 100'000));
  change_set gone{};
  gone.leaves_residue = true;
  gone.erasures.push_back({table::unique, guides.front()});
  REQUIRE(commit_one(*opened, gone).what == result_kind::committed);
  REQUIRE(top_guides(data) == guides);
  const std::uint64_t used_bytes = opened->measure().used_bytes;
  scrub_all(
      *opened, [] {}, 1'000);
  CHECK(opened->measure().used_bytes < used_bytes + (1 << 20));
  // All but what the name before it says.
  CHECK(file_of(data).find(guides.front().substr(30)) == std::string::npos);
  is_whole(data, *opened);
}

TEST_CASE("names come and go beside guides while these are scrubbed") {
  constexpr std::uint64_t persons = 20'000;
  scratch_folder data;
  const auto opened = new_store(data.path());
  const auto name = [](std::uint64_t i, std::string_view whose) {
    return login(std::to_string(100'000 + i) + std::string(whose));
  };
  change_set all{};
  for (std::uint64_t i = 0; i < persons; ++i)
    all.puts.push_back({table::unique, name(i, i % 2 ? "zzz" : canary), entry_of(i)});
  commit_one(*opened, all);
  change_set gone{};
  gone.leaves_residue = true;
  for (std::uint64_t i = 0; i < persons; i += 2)
    gone.erasures.push_back({table::unique, name(i, canary)});
  commit_one(*opened, gone);
  // Those who come take the places of those who went, and so are looked for beside their guides; a
  // commit goes through the whole tree.
  std::atomic<bool> is_over = false;
  std::thread comers([&] {
    constexpr std::uint64_t commits = 100;
    for (std::uint64_t round = 0; !is_over; ++round) {
      change_set some{};
      for (std::uint64_t i = round % commits * 2; i < persons; i += commits * 2) {
        if (round / commits % 2 == 0)
          some.puts.push_back({table::unique, name(i, "aaa"), entry_of(i)});
        else
          some.erasures.push_back({table::unique, name(i, "aaa")});
      }
      commit_one(*opened, some);
    }
  });
  auto pass = store_scrub::begin(*opened, 10);
  auto next = (*pass)->turn();
  while (next && *next != store_scrub::next::done) next = (*pass)->turn();
  is_over = true;
  comers.join();
  if (!next) FAIL(next.failure().message);
  CHECK(canaries(data) == 0);
  is_whole(data, *opened);
  for (std::uint64_t i = 1; i < persons; i += 2)
    REQUIRE(read(*opened, table::unique, name(i, "zzz")));
}

TEST_CASE(
    "a pass that was cut off anywhere leaves the store whole, and the next one does its work") {
  scratch_folder data;
  auto opened = new_store(data.path());
  fill(*opened, 300);
  erase_canaries(*opened, 300);
  for (int turns = 1; turns < 40; turns += 3) {
    {
      const auto pass = store_scrub::begin(*opened, 20);
      REQUIRE(pass);
      for (int turn = 0; turn < turns; ++turn) {
        const auto next = (*pass)->turn();
        REQUIRE(next);
        if (*next == store_scrub::next::done) break;
        if (*next != store_scrub::next::turn) commit_one(*opened, store_scrub::changes());
      }
    }
    opened.reset();
    std::filesystem::remove(data.path() / "store/clean");
    opened = open_store(data.path());
  }
  scrub_all(*opened);
  CHECK(canaries(data) == 0);
  is_whole(data, *opened);
}

TEST_CASE("erasures are counted until a scrub that began after them is done") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  const auto counts = [&] {
    return read_scrub_counts(read(*opened, table::meta, scrub_key).value_or("\x80"));
  };
  for (int i = 0; i < 3; ++i) {
    change_set erased{};
    erased.leaves_residue = true;
    commit_one(*opened, erased);
  }
  CHECK(counts().erasures == 3);
  CHECK(counts().store_scrubbed == 0);
  const auto scrubbed = [&](std::uint64_t erasures) {
    change_set done{};
    done.store_scrubbed_to = erasures;
    commit_one(*opened, done);
    return counts().store_scrubbed;
  };
  CHECK(scrubbed(2) == 2);
  CHECK(scrubbed(0) == 2);
  CHECK(counts().erasures == 3);
}
