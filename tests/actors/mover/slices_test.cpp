#include "actors/mover/slices.hpp"

#include "protocol/methods/customers.hpp"
#include "storage/keys.hpp"
#include "tests/actors/shop.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

namespace {

constexpr realm_number outlet{2};

// The shop with its customers in a store.
struct stocked {
  explicit stocked(const std::filesystem::path& data) : store(test::new_store(data)) {}

  // The change set of a registration as it would be committed.
  storage::change_set registration(std::uint64_t account, const std::string& site,
                                   const std::string& email) {
    const auto made = in.prepared<methods::customers_register>(
        R"({"site": ")" + site + R"(", "email": ")" + email +
        R"(", "password": "correct horse 42", "first_name": "A", "last_name": "B"})");
    if (!made) FAIL(made.failure().message);
    decide_context context = in.account_context("hash");
    context.account = {account};
    auto decided = decide(*made, account_state{}, context);
    if (!decided) FAIL(decided.failure().message);
    // The shop's own records are not in the store.
    std::erase_if(decided->changes.expectations, [](const auto& each) {
      return each.what == storage::expectation::kind::at_version;
    });
    return std::move(decided->changes);
  }
  void register_at(std::uint64_t account, const std::string& site, const std::string& email) {
    REQUIRE(test::commit_one(*store, registration(account, site, email)).what ==
            test::result_kind::committed);
  }

  template <class Slice>
  move_slice slice(Slice&& which, const std::string& site = "north", std::uint64_t from = 0) {
    storage::snapshot now(*store);
    REQUIRE(now.renew());
    auto made = which(now, *in.view, site, outlet, from);
    if (!made) FAIL(made.failure().message);
    return std::move(made).value();
  }

  std::optional<std::string> entry(realm_number realm, std::string_view canonical) {
    return test::read(*store, storage::table::unique,
                      std::string(storage::login_key({7}, realm, canonical).view()));
  }

  shop in;
  std::unique_ptr<storage::store> store;
};

}  // namespace

TEST_CASE("a site's customers take their logins in another realm, and free them again") {
  const test::scratch_folder folder;
  stocked all(folder.path());
  all.register_at(1, "north", "ann@example.com");
  all.register_at(2, "north", "bob@example.com");
  all.register_at(3, "south", "cy@example.com");

  move_slice taken = all.slice(take_logins);
  CHECK(taken.customers == 2);
  CHECK(taken.logins == 2);
  CHECK(taken.next == 0);
  REQUIRE(test::commit_one(*all.store, taken.changes).what == test::result_kind::committed);
  CHECK(all.entry(outlet, "ann@example.com"));
  CHECK_FALSE(all.entry(outlet, "cy@example.com"));
  CHECK(all.slice(take_logins).changes.puts.empty());
  CHECK(all.slice(find_conflicts).conflicts.empty());

  REQUIRE(test::commit_one(*all.store, all.slice(free_logins).changes).what ==
          test::result_kind::committed);
  CHECK_FALSE(all.entry(outlet, "ann@example.com"));
  CHECK(all.entry(default_realm, "ann@example.com"));
}

TEST_CASE("a login that the other realm has is a conflict, and is not taken") {
  const test::scratch_folder folder;
  stocked all(folder.path());
  all.register_at(1, "north", "ann@example.com");
  all.register_at(2, "discount", "ANN@example.com");
  for (auto* look : {find_conflicts, take_logins}) {
    const move_slice found = all.slice(look);
    REQUIRE(found.conflicts.size() == 1);
    CHECK(found.conflicts[0].path == "email");
    CHECK(found.conflicts[0].value == "ann@example.com");
    CHECK(found.conflicts[0].customer == "c1");
    CHECK(found.conflicts[0].other == "c2");
    CHECK(found.changes.puts.empty());
  }
}

TEST_CASE("what was read of a customer who changes meanwhile is not taken") {
  const test::scratch_folder folder;
  stocked all(folder.path());
  all.register_at(1, "north", "ann@example.com");
  const move_slice taken = all.slice(take_logins);

  storage::change_set changed = all.registration(1, "north", "ann@example.com");
  auto record = fields::decode_tagged<records::customer>(changed.puts[0].value);
  REQUIRE(record);
  record->version = 2;
  REQUIRE(test::commit_one(*all.store,
                           test::put_set(changed.puts[0].key, fields::encode_tagged(*record)))
              .what == test::result_kind::committed);
  CHECK(test::commit_one(*all.store, taken.changes).what == test::result_kind::refused);
}

TEST_CASE("what somebody else has by now is not freed") {
  const test::scratch_folder folder;
  stocked all(folder.path());
  all.register_at(1, "north", "ann@example.com");
  all.register_at(2, "discount", "ann@example.com");
  REQUIRE(test::commit_one(*all.store, all.slice(free_logins).changes).what ==
          test::result_kind::committed);
  CHECK(all.entry(outlet, "ann@example.com"));
}

TEST_CASE("a slice looks at a bounded number of accounts and says where to go on") {
  const test::scratch_folder folder;
  stocked all(folder.path());
  for (std::uint64_t account = 1; account <= 501; ++account)
    all.register_at(account, account == 501 ? "north" : "south",
                    "c" + std::to_string(account) + "@example.com");
  const move_slice first = all.slice(find_conflicts);
  CHECK(first.next == 501);
  CHECK(first.customers == 0);
  const move_slice last = all.slice(find_conflicts, "north", first.next);
  CHECK(last.next == 0);
  CHECK(last.customers == 1);
}

TEST_CASE("a site has customers while anybody who is not erased has it as home or preferred site") {
  const test::scratch_folder folder;
  stocked all(folder.path());
  const auto found = [&](const std::string& site) {
    storage::snapshot now(*all.store);
    REQUIRE(now.renew());
    const auto search = find_customer_of(now, {7}, site, 0);
    REQUIRE(search);
    CHECK(search->next == 0);
    return search->found;
  };
  const auto put = [&](records::customer who) {
    const std::string key(
        storage::customer_key({7}, {static_cast<std::uint64_t>(who.number)}).view());
    const auto set = test::put_set(key, fields::encode_tagged(who));
    REQUIRE(test::commit_one(*all.store, set).what == test::result_kind::committed);
  };
  put({.number = 1, .home_site = "south"});
  put({.number = 2, .home_site = "discount", .erased = true});
  CHECK(found("south"));
  CHECK_FALSE(found("north"));
  CHECK_FALSE(found("discount"));
  put({.number = 3, .home_site = "south", .preferred_site = "north"});
  CHECK(found("north"));
}
