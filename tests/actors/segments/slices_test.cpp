#include "actors/segments/slices.hpp"

#include "protocol/methods/customers.hpp"
#include "protocol/methods/segments.hpp"
#include "storage/keys.hpp"
#include "tests/actors/shop.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

namespace {

struct stocked {
  explicit stocked(const std::filesystem::path& data) : store(test::new_store(data)) {}

  void put(std::uint64_t account, records::customer who) {
    who.number = static_cast<std::int64_t>(account);
    const storage::key key = storage::customer_key({7}, {account});
    REQUIRE(
        test::commit_one(*store, test::put_set(std::string(key.view()), fields::encode_tagged(who)))
            .what == test::result_kind::committed);
  }

  // Those of one slice; `next` is where it goes on.
  std::vector<std::uint64_t> misplaced() {
    storage::snapshot now(*store);
    REQUIRE(now.renew());
    const auto slice = find_misplaced(now, *in.view, next);
    REQUIRE(slice);
    next = slice->next;
    std::vector<std::uint64_t> numbers;
    for (const account_number each : slice->whose) numbers.push_back(each.value);
    return numbers;
  }

  shop in;
  std::unique_ptr<storage::store> store;
  std::uint64_t next = 0;
};

using numbers = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("whose record is not what the rules say is found, and nobody else") {
  const test::scratch_folder folder;
  stocked all(folder.path());
  all.in.make<methods::segments_define>(R"({"segment": "bells", "filter": {"last_name": "bell"}})");
  all.put(1, {.last_name = "Bell"});
  all.put(2, {.last_name = "Cole"});
  records::customer right{.last_name = "Bell"}, wrong{.last_name = "Cole"}, left{.erased = true};
  right.segments.emplace().push_back("bells");
  wrong.segments.emplace().push_back("bells");
  all.put(3, right);
  all.put(4, wrong);
  all.put(5, left);
  CHECK(all.misplaced() == numbers{1, 4});
  CHECK(all.next == 0);
}

TEST_CASE("who is still in a group that goes is found") {
  const test::scratch_folder folder;
  stocked all(folder.path());
  all.in.make<methods::segments_define>(R"({"segment": "friends"})");
  records::customer member{};
  member.groups.emplace().push_back("friends");
  all.put(1, member);
  all.put(2, {});
  CHECK(all.misplaced().empty());
  all.in.make<methods::segments_remove>(R"({"segment": "friends"})");
  CHECK(all.misplaced() == numbers{1});
}

TEST_CASE("a slice ends with as many as are asked at a time, or goes on behind what it looked at") {
  const test::scratch_folder folder;
  stocked all(folder.path());
  all.in.make<methods::segments_define>(R"({"segment": "all", "filter": {"active": true}})");
  for (std::uint64_t account = 1; account <= misplaced_max + 5; ++account) all.put(account, {});
  CHECK(all.misplaced().size() == misplaced_max);
  const test::scratch_folder other;
  stocked none(other.path());
  for (std::uint64_t account = 1; account <= 501; ++account) none.put(account, {});
  CHECK(none.misplaced().empty());
  CHECK(none.next == 501);
  CHECK(none.misplaced().empty());
  CHECK(none.next == 0);
}
