#include "actors/janitor/removal.hpp"

#include <set>

#include "protocol/records/change.hpp"
#include "protocol/records/client.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/index_entries.hpp"
#include "protocol/records/tenant.hpp"
#include "storage/verify.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::actors;
using storage::record_kind;
using storage::table;
using storage::unique_space;

namespace {

void put_record(storage::change_set& into, tenant_number owner, record_kind kind,
                std::uint64_t number, std::string value) {
  into.puts.push_back({table::records, std::string(storage::record_key(owner, kind, number).view()),
                       std::move(value)});
  into.used_numbers.push_back({owner, kind, number});
}

void put_name(storage::change_set& into, const storage::key& key, std::int64_t number,
              std::optional<std::int64_t> tenant = {}) {
  into.puts.push_back(
      {table::unique, std::string(key.view()),
       fields::encode_tagged(records::unique_entry{.number = number, .tenant = tenant})});
}

// Tenant `number` with a realm, a client, guests, a journal and an answer that is kept.
void make_tenant(storage::store& data, std::uint32_t number, bool removing,
                 std::size_t guests = 3) {
  const std::string name = "t" + std::to_string(number);
  const tenant_number self{number};
  storage::change_set set{};
  set.tenant = self;
  put_record(set, node_tenant, record_kind::tenant, number,
             fields::encode_tagged(records::tenant{
                 .name = name,
                 .removing_since = removing ? std::optional<std::int64_t>(5) : std::nullopt}));
  put_name(set, storage::unique_key(node_tenant, unique_space::tenant_name, name), number);
  put_record(set, self, record_kind::realm, 1,
             fields::encode_tagged(records::realm{.name = "default"}));
  put_name(set, storage::unique_key(self, unique_space::realm_name, "default"), 1);
  put_record(set, self, record_kind::client, 1,
             fields::encode_tagged(records::client{.id = "key-" + name}));
  put_name(set, storage::unique_key(node_tenant, unique_space::client_id, "key-" + name), 1,
           number);
  for (std::size_t i = 1; i <= guests; ++i)
    put_record(set, self, record_kind::customer, i,
               fields::encode_tagged(records::customer{.number = static_cast<std::int64_t>(i)}));
  set.idempotency =
      storage::idempotency_entry{std::string(storage::idempotency_key(self, 0, "key").view()),
                                 std::string(16, 'd'), 1, std::string(1, '\x80')};
  REQUIRE(test::commit_one(data, set).what == test::result_kind::committed);
  for (int i = 0; i < 3; ++i) {
    storage::change_set told{};
    told.tenant = self;
    told.journal = {{self, fields::encode_tagged(records::change{.kind = "x"})}};
    REQUIRE(test::commit_one(data, told).what == test::result_kind::committed);
  }
}

removal_step next_step(const storage::store& data, std::uint32_t tenant) {
  storage::snapshot now(data);
  REQUIRE(now.renew());
  auto step = rows_to_remove(now, {tenant});
  if (!step) FAIL(step.failure().message);
  return std::move(step).value();
}

// As the remover does it; looks after each commit whether the store is what it must be.
std::size_t remove_all(storage::store& data, std::uint32_t tenant) {
  std::size_t commits = 0;
  for (auto step = next_step(data, tenant); !step.gone; step = next_step(data, tenant)) {
    REQUIRE(commits++ < 100);
    REQUIRE(test::commit_one(data, step.changes).what == test::result_kind::committed);
    const auto verified = storage::verify(data);
    REQUIRE(verified);
    if (verified->broken) FAIL(storage::describe(*verified->broken));
  }
  return commits;
}

// All keys of the store but those of `meta` that are the store's own.
std::set<std::pair<int, std::string>> keys_of(const storage::store& data) {
  storage::snapshot now(data);
  REQUIRE(now.renew());
  std::set<std::pair<int, std::string>> keys;
  for (const auto where :
       {table::meta, table::records, table::unique, table::journal, table::idempotency})
    REQUIRE(now.scan(where, "", "", 100'000, [&](const storage::row& found) {
      keys.emplace(static_cast<int>(where), found.key);
      return true;
    }));
  return keys;
}

}  // namespace

TEST_CASE("of a removed tenant nothing is left, and of others nothing is missing") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  make_tenant(*data, 1, false);
  auto left = keys_of(*data);
  make_tenant(*data, 2, true);
  remove_all(*data, 2);
  // That its number was given out, and that there is something to scrub.
  left.emplace(static_cast<int>(table::meta),
               storage::next_number_key(node_tenant, record_kind::tenant).view());
  left.emplace(static_cast<int>(table::meta), "scrub");
  CHECK(keys_of(*data) == left);
}

TEST_CASE("a tenant of many rows goes in slices") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  make_tenant(*data, 1, true, 2 * removal_slice);
  CHECK(remove_all(*data, 1) > 3);
}

TEST_CASE("the record goes last, with the name, and counts as residue") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  make_tenant(*data, 1, true);
  removal_step step = next_step(*data, 1);
  while (!step.changes.leaves_residue) {
    CHECK(test::read(*data, table::unique,
                     storage::unique_key(node_tenant, unique_space::tenant_name, "t1")));
    REQUIRE(test::commit_one(*data, step.changes).what == test::result_kind::committed);
    step = next_step(*data, 1);
  }
  REQUIRE(test::commit_one(*data, step.changes).what == test::result_kind::committed);
  CHECK(next_step(*data, 1).gone);
}

TEST_CASE("no slice needs room") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  make_tenant(*data, 1, true);
  for (auto step = next_step(*data, 1); !step.gone; step = next_step(*data, 1)) {
    CHECK(step.changes.may_use_reserve);
    CHECK(step.changes.puts.empty());
    REQUIRE(test::commit_one(*data, step.changes).what == test::result_kind::committed);
  }
}

// A customer who was decided on before the removal: his commit expects the realm's record as it
// was.
storage::change_set late_customer(std::uint32_t tenant) {
  const tenant_number self{tenant};
  storage::change_set late{};
  late.tenant = self;
  late.expectations.push_back({storage::expectation::kind::at_version, table::records,
                               std::string(storage::record_key(self, record_kind::realm, 1).view()),
                               1});
  put_record(late, self, record_kind::customer, 9'999,
             fields::encode_tagged(records::customer{.number = 9'999}));
  put_name(late, storage::unique_key(self, unique_space::customer_id, "late"), 9'999);
  late.journal = {{self, fields::encode_tagged(records::change{.kind = "late"})}};
  return late;
}

TEST_CASE("what comes through late finds that its records went first, and leaves no name") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  make_tenant(*data, 1, true, 2 * removal_slice);
  bool came_through = true;
  std::size_t commits = 0;
  for (auto step = next_step(*data, 1); !step.gone; step = next_step(*data, 1)) {
    REQUIRE(commits++ < 100);
    REQUIRE(test::commit_one(*data, step.changes).what == test::result_kind::committed);
    const auto late = test::commit_one(*data, late_customer(1)).what;
    if (!came_through) CHECK(late == test::result_kind::refused);
    came_through = late == test::result_kind::committed;
  }
  CHECK_FALSE(came_through);
  for (const auto& [where, key] : keys_of(*data)) CHECK(where == static_cast<int>(table::meta));
}

TEST_CASE("a slice that was sent twice does no harm") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  make_tenant(*data, 1, true);
  for (auto step = next_step(*data, 1); !step.gone; step = next_step(*data, 1)) {
    REQUIRE(test::commit_one(*data, step.changes).what == test::result_kind::committed);
    const auto again = test::commit_one(*data, step.changes).what;
    CHECK(again == (step.changes.leaves_residue ? test::result_kind::refused
                                                : test::result_kind::committed));
  }
}

TEST_CASE("of a tenant that is not to be removed nothing is erased") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  make_tenant(*data, 1, false);
  storage::snapshot now(*data);
  REQUIRE(now.renew());
  CHECK_FALSE(rows_to_remove(now, {1}));
}
