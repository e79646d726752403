// Room that ends and comes back, with a map of a mebibyte.
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/verify.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

namespace {

store_options tiny_map(std::uint64_t reserve_bytes) {
  return {.map_bytes = 1 << 20,
          .readers_max = 8,
          .reserve_bytes = reserve_bytes,
          .room_look_every_ms = 0};
}

change_set big_put(std::uint64_t account) {
  return put_set(customer(1, account), some_map(account, std::string(10'000, 'x')));
}

// Puts until one is refused; the number of the first that was.
std::uint64_t fill(store& into) {
  std::uint64_t account = 1;
  while (commit_one(into, big_put(account)).what == result_kind::committed) ++account;
  return account;
}

change_set erase_first(std::uint64_t count) {
  change_set set{};
  for (std::uint64_t account = 1; account <= count; ++account)
    set.erasures.push_back({table::records, customer(1, account)});
  return set;
}

}  // namespace

TEST_CASE(
    "a full map refuses what grows, lets deletions through, and takes data again after them") {
  scratch_folder data;
  const auto opened = new_store(data.path(), tiny_map(0));
  const auto first_refused = fill(*opened);
  CHECK(first_refused > 50);
  CHECK(commit_one(*opened, big_put(first_refused)).what == result_kind::storage_full);
  CHECK(opened->measure().full);
  CHECK(read(*opened, table::records, customer(1, first_refused - 1)));
  CHECK_FALSE(read(*opened, table::records, customer(1, first_refused)));
  REQUIRE(commit_one(*opened, erase_first(20)).what == result_kind::committed);
  CHECK(commit_one(*opened, big_put(first_refused)).what == result_kind::committed);
  CHECK_FALSE(opened->measure().full);
  const auto verified = verify(*opened, verify_depth::pages);
  REQUIRE(verified);
  CHECK_FALSE(verified->broken);
}

TEST_CASE("in a batch that does not fit only those are refused that need the room") {
  scratch_folder data;
  const auto opened = new_store(data.path(), tiny_map(0));
  const auto first_refused = fill(*opened);
  auto over = big_put(first_refused);
  over.journal = journal_set(1).journal;
  const auto small = put_set(customer(1, 1), big_put(1).puts[0].value);  // in place of one as long
  const auto results = commit(opened->the_writer(), {small, over, erase_first(3)});
  CHECK(results[1].what == result_kind::storage_full);
  CHECK(results[2].what == result_kind::committed);
  CHECK_FALSE(read(*opened, table::records, customer(1, first_refused)));
  CHECK_FALSE(read(*opened, table::records, customer(1, 2)));
  CHECK(commit_one(*opened, journal_set(1)).what == result_kind::committed);
  CHECK(commit_one(*opened, journal_set(1)).seq == 2);
}

TEST_CASE("the reserve is for those that may use it, and for deletions") {
  scratch_folder data;
  const auto opened = new_store(data.path(), tiny_map(256 << 10));
  const auto account = fill(*opened);
  const auto figures = opened->measure();
  CHECK(figures.full);
  CHECK(figures.map_bytes - figures.used_bytes > (128 << 10));  // refused before the map was full
  auto urgent = big_put(account);
  urgent.may_use_reserve = true;
  CHECK(commit_one(*opened, urgent).what == result_kind::committed);
  CHECK(opened->measure().full);
  CHECK(commit_one(*opened, big_put(account + 1)).what == result_kind::storage_full);
  CHECK(commit_one(*opened, erase_first(20)).what == result_kind::committed);
  CHECK(commit_one(*opened, big_put(account + 1)).what == result_kind::committed);
}

TEST_CASE("a file that may not grow is a full disk, and room that comes back is used") {
  scratch_folder data;
  REQUIRE(store::create(data.path(), some_identity(), small_store()));
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{256 << 10, RLIM_INFINITY}, none{RLIM_INFINITY, RLIM_INFINITY};
    const auto opened = open_store(data.path());
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto account = fill(*opened);
    // storage_full, or failed where LMDB met it as a short write; never unknown.
    const auto what = commit_one(*opened, big_put(account)).what;
    const bool refused = what == result_kind::storage_full || what == result_kind::failed;
    const bool erased = commit_one(*opened, erase_first(5)).what == result_kind::committed;
    ::setrlimit(RLIMIT_FSIZE, &none);
    const bool room = commit_one(*opened, big_put(account)).what == result_kind::committed;
    ::_exit((refused ? 0 : 1) | (erased ? 0 : 2) | (room ? 0 : 4));
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  const auto opened = open_store(data.path());
  const auto verified = verify(*opened, verify_depth::pages);
  REQUIRE(verified);
  CHECK_FALSE(verified->broken);
}
