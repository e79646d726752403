// A process that is killed while it commits: all that it was told is durable is there, and nothing
// is there in part.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <random>

#include "storage/tagged.hpp"
#include "storage/verify.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

namespace {

// Set `number` puts two records, one of them over several pages, and a journal entry.
change_set numbered(std::uint64_t number) {
  auto set = journal_set(1, static_cast<std::int64_t>(number));
  set.puts.push_back({table::records, customer(1, number), some_map(number)});
  set.puts.push_back(
      {table::records, customer(2, number), some_map(number, std::string(9000, 'x'))});
  set.used_numbers.push_back({{1}, record_kind::customer, number});
  return set;
}

// What the small store has room for, in all rounds.
constexpr std::uint64_t sets_a_round_max = 150;

// Commits numbered sets in batches of one to four until killed; tells each number once it is
// durable. If nobody kills it in time it waits.
[[noreturn]] void commit_until_killed(const std::filesystem::path& data, std::uint64_t from,
                                      int tell_to) {
  auto opened = store::open(data, small_store());
  if (!opened) ::_exit(1);
  const std::uint64_t enough = from + sets_a_round_max;
  for (std::uint64_t size = 1;; size = size % 4 + 1) {
    while (from > enough) ::pause();
    std::vector<change_set> sets;
    std::vector<const change_set*> batch;
    for (std::uint64_t i = 0; i < size; ++i) sets.push_back(numbered(from + i));
    for (const auto& set : sets) batch.push_back(&set);
    for (const auto& result : (*opened)->the_writer().commit(batch))
      if (result.what != result_kind::committed || result.seq != from++) ::_exit(2);
    const std::uint64_t durable = from - 1;
    if (::write(tell_to, &durable, sizeof durable) != sizeof durable) ::_exit(3);
  }
}

// The last number told before the kill at `after_us`; `told_before` if none.
std::uint64_t run_and_kill(const std::filesystem::path& data, std::uint64_t told_before,
                           int after_us) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    commit_until_killed(data, told_before + 1, ends[1]);
  }
  ::close(ends[1]);
  std::uint64_t told = told_before;
  // The first number tells that it is at work; from there on the time runs.
  REQUIRE(::read(ends[0], &told, sizeof told) == sizeof told);
  const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(after_us);
  while (std::chrono::steady_clock::now() < until) {
  }
  ::kill(child, SIGKILL);
  std::uint64_t next = 0;
  while (::read(ends[0], &next, sizeof next) == sizeof next) told = next;
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  return told;
}

// How many sets are there; each wholly.
std::uint64_t count_whole(const store& of) {
  snapshot now(of);
  REQUIRE(now.renew());
  const auto last = now.last_with(table::journal, key{}.u32(1));
  REQUIRE(last);
  const std::uint64_t sets = *last ? wire::load64((*last)->key.data() + 4) : 0;
  for (std::uint64_t number = 1; number <= sets + 4; ++number) {
    const auto small = now.get(table::records, customer(1, number));
    const auto large = now.get(table::records, customer(2, number));
    REQUIRE(small);
    REQUIRE(large);
    REQUIRE(small->has_value() == (number <= sets));
    REQUIRE(large->has_value() == (number <= sets));
    if (*small) REQUIRE((**small == some_map(number)));
    if (*large) REQUIRE((**large == some_map(number, std::string(9000, 'x'))));
  }
  return sets;
}

}  // namespace

TEST_CASE("killed at any moment, a store keeps every set it answered and none in part") {
  scratch_folder data;
  REQUIRE(store::create(data.path(), some_identity(), small_store()));
  std::mt19937 random(20240607);
  std::uint64_t sets = 0;
  for (int round = 0; round < 30; ++round) {
    CAPTURE(round);
    const std::uint64_t told = run_and_kill(data.path(), sets, static_cast<int>(random() % 3000));
    CHECK_FALSE(std::filesystem::exists(data.path() / "store/clean"));
    if (round % 2 == 0) {  // else the next round opens it as the killed one left it
      const auto opened = open_store(data.path());
      sets = count_whole(*opened);
      CHECK(sets >= told);
      CHECK(sets <= told + 4);
      CHECK(opened->high_water_time_ms() >= static_cast<std::int64_t>(sets));
      const auto verified = verify(*opened, verify_depth::pages);
      REQUIRE(verified);
      CHECK_FALSE(verified->broken);
    } else {
      const auto hidden = verify_offline(data.path(), small_store(), verify_depth::pages);
      REQUIRE(hidden);
      CHECK_FALSE(hidden->broken);
      for (const auto& [name, count] : hidden->counts)
        if (name == "journal") sets = count;
      CHECK(sets >= told);
    }
  }
}
