// The n-th write or flush fails, for every n until a run is clean: whatever the writer says must be
// true after a restart.
#include "tests/storage/disk_faults.hpp"

#include <cerrno>

#include "storage/verify.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

namespace {

// Two sets, one of several pages; {1: 2} over {1: 1} in both.
std::vector<commit_result> raise_both(writer& to) {
  auto first = journal_set(1);
  first.puts.push_back({table::records, customer(1, 1), some_map(2, std::string(9000, 'x'))});
  auto second = journal_set(1);
  second.puts.push_back({table::records, customer(1, 2), some_map(2)});
  return commit(to, {first, second});
}

// 1 or 2, or 0 if the record is neither the old nor the new one whole.
int state_of(const store& of, std::uint64_t account) {
  const auto found = read(of, table::records, customer(1, account));
  if (found == some_map(1)) return 1;
  if (found == some_map(2, account == 1 ? std::string(9000, 'x') : "")) return 2;
  return 0;
}

void check(const commit_result& result, int state) {
  switch (result.what) {
    case result_kind::committed:
      CHECK(state == 2);
      break;
    case result_kind::unknown:
      CHECK((state == 1 || state == 2));
      break;
    default:
      CHECK(state == 1);
  }
}

// One run with the n-th call failing; false if the run was over before it.
bool run(disk_fault::kind what, std::uint64_t n, int error_number, bool and_all_later) {
  CAPTURE(static_cast<int>(what), n, error_number, and_all_later);
  scratch_folder data;
  std::vector<commit_result> results;
  bool reached = false, broken = false;
  {
    const auto opened = new_store(data.path());
    auto before = put_set(customer(1, 1), some_map(1));
    before.puts.push_back({table::records, customer(1, 2), some_map(1)});
    REQUIRE(commit_one(*opened, before).what == result_kind::committed);
    {
      const disk_fault fault(what, n, error_number, and_all_later);
      results = raise_both(opened->the_writer());
      reached = fault.calls() >= n;
    }
    broken = opened->broken();
    for (const auto& result : results) CHECK((result.what == result_kind::unknown) <= broken);
    if (!broken) {
      check(results[0], state_of(*opened, 1));
      check(results[1], state_of(*opened, 2));
      CHECK(commit_one(*opened, journal_set(2)).what == result_kind::committed);
    } else {
      CHECK(commit_one(*opened, journal_set(2)).what == result_kind::failed);
      CHECK_FALSE(snapshot(*opened).renew());
    }
  }
  CHECK(std::filesystem::exists(data.path() / "store/clean") == !broken);
  const auto reopened = open_store(data.path());
  check(results[0], state_of(*reopened, 1));
  check(results[1], state_of(*reopened, 2));
  const auto verified = verify(*reopened, verify_depth::pages);
  REQUIRE(verified);
  CHECK_FALSE(verified->broken);
  return reached;
}

}  // namespace

TEST_CASE("whichever write or flush fails, what the writer said is true after a restart") {
  struct {
    disk_fault::kind what;
    int error_number;
  } const faults[] = {{disk_fault::kind::fails, EIO},
                      {disk_fault::kind::fails, ENOSPC},
                      {disk_fault::kind::short_write, 0}};
  for (const auto& fault : faults)
    for (bool and_all_later : {false, true}) {
      std::uint64_t n = 1;
      while (run(fault.what, n, fault.error_number, and_all_later)) ++n;
      CHECK(n > 3);  // at least the pages, their flush and the meta page
    }
}

TEST_CASE("a set that finds the disk full is refused as such, and the next one succeeds") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  {
    const disk_fault full(disk_fault::kind::fails, 1, ENOSPC, true);
    const auto results = raise_both(opened->the_writer());
    CHECK(results[0].what == result_kind::storage_full);
    CHECK(results[1].what == result_kind::storage_full);
    CHECK(opened->measure().full);
  }
  CHECK(raise_both(opened->the_writer())[1].what == result_kind::committed);
  CHECK_FALSE(opened->measure().full);
}

TEST_CASE("an unknown fate breaks the store: nothing more is written or read until a restart") {
  scratch_folder data;
  std::uint64_t calls = 0;
  {
    const auto opened = new_store(data.path());
    const disk_fault counting(disk_fault::kind::fails, 0, 0);
    raise_both(opened->the_writer());
    calls = counting.calls();
  }
  std::filesystem::remove_all(data.path() / "store");
  {
    const auto opened = new_store(data.path());
    const disk_fault at_meta(disk_fault::kind::fails, calls, EIO);
    CHECK(raise_both(opened->the_writer())[0].what == result_kind::unknown);
    CHECK(opened->broken());
  }
  CHECK_FALSE(open_store(data.path())->broken());
}
