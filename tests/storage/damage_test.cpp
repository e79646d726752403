// Bytes of the file flipped after an unclean stop: opening refuses or the store works, and the
// process lives either way.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <random>

#include "storage/verify.hpp"
#include "storage/verify_parts.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

namespace {

std::string read_file(const std::filesystem::path& from) {
  std::ifstream file(from, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::filesystem::path& to, const std::string& bytes) {
  std::ofstream(to, std::ios::binary | std::ios::trunc) << bytes;
}

std::size_t load16(const std::string& bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]) |
         static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + 1])) << 8;
}

// Rows of all sizes, with pages freed in between; then as a crash leaves it.
void make_stopped_store(const std::filesystem::path& data) {
  const auto made = new_store(data);
  std::mt19937 random(7);
  for (std::uint64_t round = 0; round < 40; ++round) {
    auto set = journal_set(1, static_cast<std::int64_t>(round));
    for (int i = 0; i < 12; ++i)
      set.puts.push_back({table::records, customer(1 + random() % 3, random() % 300),
                          some_map(round, std::string(random() % (i == 0 ? 20'000 : 400), 'x'))});
    for (int i = 0; i < 4; ++i)
      set.erasures.push_back({table::records, customer(1 + random() % 3, random() % 300)});
    REQUIRE(commit_one(*made, set).what == result_kind::committed);
  }
}

// Opens, reads all and writes; false where a damaged value is in the way of a read.
bool use(store& of) {
  verification rows;
  {
    snapshot now(of);
    REQUIRE(now.renew());
    verify_rows(now, rows);
  }
  for (std::uint64_t i = 0; i < 30; ++i) {
    auto set = journal_set(1);
    set.puts.push_back(
        {table::records, customer(1, 1000 + i), some_map(i, std::string(300 * i, 'y'))});
    set.erasures.push_back({table::records, customer(1, i * 7)});
    commit_one(of, set);
  }
  return !rows.broken;
}

}  // namespace

TEST_CASE("a file with a flipped byte anywhere is refused or works, and never ends the process") {
  scratch_folder data;
  make_stopped_store(data.path());
  const auto file = data.path() / "store/data.mdb";
  const auto marker = data.path() / "store/clean";
  std::filesystem::remove(marker);
  const std::string sound = read_file(file);
  std::mt19937 random(20240608);
  int refused = 0, worked = 0;
  for (int round = 0; round < 250; ++round) {
    // Every third flip hits the start of a page, where the headers are.
    const std::size_t page = 4096 * (random() % (sound.size() / 4096));
    const std::size_t at = page + (round % 3 == 0 ? random() % 64 : random() % 4096);
    const int bit = static_cast<int>(random() % 8);
    CAPTURE(round, at, bit);
    std::string damaged = sound;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
    write_file(file, damaged);
    auto opened = store::open(data.path(), small_store());
    if (opened) {
      ++worked;
      CHECK(use(**opened));
    } else {
      ++refused;
      CHECK_THAT(opened.failure().message,
                 Catch::Contains("damaged") || Catch::Contains("cannot open"));
    }
    opened = refusal(errc::internal);  // closes it
    std::filesystem::remove(marker);
  }
  CHECK(refused > 50);
  CHECK(worked > 10);  // unused space, free pages
}

TEST_CASE("a branch page that leads to the wrong place is found") {
  scratch_folder data;
  make_stopped_store(data.path());
  const auto file = data.path() / "store/data.mdb";
  const std::string sound = read_file(file);
  REQUIRE_FALSE(walk_pages(file));
  const auto is_found = [&](const std::string& damaged) {
    write_file(file, damaged);
    return walk_pages(file).has_value();
  };
  int doubled = 0,
      misled = 0;  // pages that are free still look like branches; flips there are not found
  for (std::size_t page = 2 * 4096; page < sound.size(); page += 4096) {
    if (load16(sound, page + 10) != 1) continue;  // its flags say branch
    const std::size_t last = (load16(sound, page + 12) - 16) / 2 - 1;
    const auto node = [&](std::size_t i) { return page + load16(sound, page + 16 + 2 * i); };
    std::string damaged = sound;
    damaged.replace(node(last), 4, sound, node(0), 4);  // two entries lead to one child
    doubled += is_found(damaged);
    damaged = sound;
    damaged[node(last) + 8 + load16(sound, node(last) + 6) - 1] =
        '\xff';  // above the child's first key
    misled += is_found(damaged);
  }
  CHECK(doubled > 0);
  CHECK(misled > 0);
}

TEST_CASE("two values that share their pages are found") {
  scratch_folder data;
  const std::string long_value = some_map(1, std::string(9000, 'x'));
  auto set = put_set(customer(1, 1), long_value);
  set.puts.push_back({table::records, customer(1, 2), long_value});
  commit_one(*new_store(data.path()), set);
  const auto file = data.path() / "store/data.mdb";
  std::string bytes = read_file(file);
  const auto page_number_of = [&](std::uint64_t account) {  // behind the key in the leaf
    const std::string key = customer(1, account);
    return bytes.find(key) + key.size();
  };
  REQUIRE_FALSE(walk_pages(file));
  bytes.replace(page_number_of(1), 8, bytes, page_number_of(2), 8);
  write_file(file, bytes);
  const auto found = walk_pages(file);
  REQUIRE(found);
  CHECK_THAT(*found, Catch::Contains("in use twice"));
}

TEST_CASE("a file that was cut short is refused") {
  scratch_folder data;
  make_stopped_store(data.path());
  const auto file = data.path() / "store/data.mdb";
  const std::string sound = read_file(file);
  for (std::size_t size : {std::size_t{0}, std::size_t{100}, std::size_t{5000}, sound.size() / 2}) {
    std::filesystem::remove(data.path() / "store/clean");
    write_file(file, sound.substr(0, size));
    CHECK_FALSE(store::open(data.path(), small_store()));
  }
}

TEST_CASE("a flipped byte in a value is found by verify, and by a read, which name the key") {
  scratch_folder data;
  const auto file = data.path() / "store/data.mdb";
  commit_one(*new_store(data.path()), put_set(customer(1, 5), some_map(1, "find me in the file")));
  std::string bytes = read_file(file);
  const auto at = bytes.find("find me in the file");
  REQUIRE(at != std::string::npos);
  bytes[at + 5] ^= 1;
  write_file(file, bytes);
  {
    const auto opened = open_store(data.path());  // closed in order, so it is not looked through
    snapshot now(*opened);
    REQUIRE(now.renew());
    const auto found = now.get(table::records, customer(1, 5));
    REQUIRE_FALSE(found);
    CHECK(found.failure().code == errc::internal);
    CHECK_THAT(found.failure().message, Catch::Contains("tenant 1 customer 5"));
    CHECK_FALSE(now.scan(table::records, "", "", 10, [](const row&) { return true; }));
    auto expecting = journal_set(1);
    expecting.expectations = {{expectation::kind::at_version, table::records, customer(1, 5), 1}};
    const auto results = commit(opened->the_writer(), {journal_set(1), expecting, journal_set(1)});
    CHECK(results[0].what == result_kind::committed);
    CHECK(results[1].what == result_kind::failed);
    CHECK(results[2].what == result_kind::committed);
  }
  const auto verified = verify_offline(data.path(), small_store());
  REQUIRE(verified);
  REQUIRE(verified->broken);
  CHECK(verified->broken->invariant == "I14");
  CHECK_THAT(describe(*verified->broken), Catch::Contains("tenant 1 customer 5"));
  std::filesystem::remove(data.path() / "store/clean");
  const auto opened = store::open(data.path(), small_store());
  REQUIRE_FALSE(opened);
  CHECK_THAT(opened.failure().message, Catch::Contains("tenant 1 customer 5"));
}

TEST_CASE("the walk over the pages finds nothing in any store that LMDB itself made") {
  for (unsigned seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    scratch_folder data;
    const auto made = new_store(data.path());
    std::mt19937 random(seed);
    const std::uint64_t keys = 1 + random() % 3000;
    std::optional<snapshot> reader;
    for (int round = 0; round < 60; ++round) {
      if (random() % 8 == 0) {
        reader.emplace(*made);
        REQUIRE(reader->renew());
      }
      if (random() % 8 == 0) reader.reset();
      change_set set{};
      for (std::uint64_t i = random() % 60; i > 0; --i) {
        const std::size_t size = random() % (random() % 10 == 0 ? 30'000 : 600);
        std::string name(1 + random() % 400, static_cast<char>('a' + random() % 26));
        set.puts.push_back(
            {table::records, customer(1, random() % keys), some_map(i, std::string(size, 'x'))});
        set.puts.push_back({table::unique, "12345" + name, some_map(i)});
      }
      for (std::uint64_t i = random() % 90; i > 0; --i)
        set.erasures.push_back({table::records, customer(1, random() % keys)});
      if (random() % 12 == 0)
        for (std::uint64_t i = 0; i < keys; ++i)
          set.erasures.push_back({table::records, customer(1, i)});
      REQUIRE(commit_one(*made, set).what == result_kind::committed);
      const auto wrong = walk_pages(data.path() / "store/data.mdb");
      if (wrong) FAIL(*wrong);
    }
    reader.reset();
  }
}
