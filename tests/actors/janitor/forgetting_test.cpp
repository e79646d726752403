#include "actors/janitor/forgetting.hpp"

#include "protocol/records/change.hpp"
#include "protocol/records/customer.hpp"
#include "storage/keys.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::actors;

namespace {

storage::change_set told(std::int64_t account, std::int64_t time = 1000) {
  storage::change_set set{};
  set.tenant = {1};
  set.journal = {
      storage::journal_entry{{1},
                             fields::encode_tagged(records::change{.time = time,
                                                                   .kind = "customer.updated",
                                                                   .account = account,
                                                                   .principal = "client:x",
                                                                   .reason = "she asked"})}};
  return set;
}

std::size_t forget(storage::store& data) {
  std::size_t changed = 0;
  std::string from;
  do {
    storage::snapshot now(data);
    REQUIRE(now.renew());
    outcome<retention_step> step = forgotten_in_journal(now, {1}, from);
    REQUIRE(step);
    changed += step->changes.puts.size();
    from = step->next;
    now.release();
    REQUIRE(test::commit_one(data, step->changes).what == test::result_kind::committed);
  } while (!from.empty());
  return changed;
}

records::change entry_at(const storage::store& data, std::uint64_t seq) {
  const auto stored = test::read(data, storage::table::journal, storage::journal_key({1}, seq));
  REQUIRE(stored);
  return fields::decode_tagged<records::change>(*stored).value();
}

}  // namespace

TEST_CASE(
    "the journal loses the reasons given for changes of the erased and the removed, and of nobody "
    "else") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  for (const std::int64_t account : {1, 2, 3}) test::commit_one(*data, told(account));
  for (const std::int64_t account : {1, 2})
    test::commit_one(*data, test::put_set(test::customer(1, static_cast<std::uint64_t>(account)),
                                          fields::encode_tagged(records::customer{
                                              .number = account, .erased = account == 2})));
  CHECK(forget(*data) == 2);
  CHECK(entry_at(*data, 1).reason == "she asked");
  for (const std::uint64_t seq : {2, 3}) {
    CHECK_FALSE(entry_at(*data, seq).reason);
    CHECK(entry_at(*data, seq).kind == "customer.updated");
    CHECK(entry_at(*data, seq).principal == "client:x");
  }
  CHECK(forget(*data) == 0);
}

TEST_CASE("more entries than a slice holds are all looked at") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  for (std::size_t i = 0; i < retention_slice + 5; ++i) test::commit_one(*data, told(9));
  CHECK(forget(*data) == retention_slice + 5);
}

TEST_CASE("an entry that changed meanwhile is not written over") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  test::commit_one(*data, told(9));
  test::commit_one(*data, told(9));
  storage::snapshot now(*data);
  REQUIRE(now.renew());
  const auto step = forgotten_in_journal(now, {1}, "");
  REQUIRE(step);
  storage::change_set retention{};
  retention.erasures.push_back(
      {storage::table::journal, std::string(storage::journal_key({1}, 1).view())});
  test::commit_one(*data, retention);
  CHECK(test::commit_one(*data, step->changes).what == test::result_kind::refused);
}
