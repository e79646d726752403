#include "actors/reads/journal.hpp"

#include "protocol/records/customer.hpp"
#include "storage/keys.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::actors;

namespace {

constexpr tenant_number tenant{1};

records::customer ann() {
  records::customer made;
  made.id = "ann";
  made.number = 5;
  made.custom_id = true;
  return made;
}

// A store with a journal whose entries a test adds.
struct journal {
  journal() { CHECK(reading.renew()); }

  void tell(records::change entry) {
    storage::change_set set{};
    set.tenant = tenant;
    set.journal = {storage::journal_entry{tenant, fields::encode_tagged(entry)}};
    commit(set);
  }
  void put(const records::customer& whom) {
    const storage::key key =
        storage::customer_key(tenant, {static_cast<std::uint64_t>(whom.number)});
    commit(test::put_set(std::string(key.view()), fields::encode_tagged(whom)));
  }
  void erase(storage::table where, const storage::key& key) {
    storage::change_set set{};
    set.erasures.push_back({where, std::string(key.view())});
    commit(set);
  }
  void commit(const storage::change_set& set) {
    REQUIRE(test::commit_one(*data, set).what == test::result_kind::committed);
    CHECK(reading.renew());
  }
  auto heard(const principal& by, std::int64_t from, std::int64_t limit = 100) {
    tenant_view view;
    view.number = tenant;
    return hear(reading, view, by, from, limit);
  }

  const test::scratch_folder folder;
  const std::unique_ptr<storage::store> data = test::new_store(folder.path());
  storage::snapshot reading{*data};
  principal caller{.what = principal::kind::client};
};

records::change of_customer(std::int64_t account, bool chosen_id) {
  records::change entry;
  entry.kind = "customer.updated";
  entry.account = account;
  entry.home_site = "north";
  if (chosen_id) entry.chosen_id = true;
  return entry;
}

}  // namespace

TEST_CASE("an entry tells the number, and the id that follows from it") {
  journal of;
  of.tell(of_customer(7, false));
  const auto heard = of.heard(of.caller, 1);
  REQUIRE(heard);
  REQUIRE(heard->changes.size() == 1);
  CHECK(heard->changes[0].number == 7);
  CHECK(heard->changes[0].customer == "c7");
}

TEST_CASE("a chosen id is not in the journal: it goes with the record") {
  journal of;
  of.tell(of_customer(5, true));
  CHECK(fields::encode_tagged(of_customer(5, true)).find("ann") == std::string::npos);
  const auto told = [&] { return of.heard(of.caller, 1).value().changes.at(0); };
  CHECK_FALSE(told().customer);
  of.put(ann());
  CHECK(told().customer == "ann");
  records::customer erased = ann();
  erased.erased = true;
  of.put(erased);
  CHECK_FALSE(told().customer);
  CHECK(told().number == 5);
}

TEST_CASE("no more entries are looked at than asked for, those not to be heard of counted") {
  journal of;
  of.caller.sites = {"south"};
  for (int i = 0; i < 5; ++i) of.tell(of_customer(i + 1, false));
  const auto heard = of.heard(of.caller, 2, 3);
  REQUIRE(heard);
  CHECK(heard->changes.empty());
  CHECK(heard->next == 5);
}

TEST_CASE("what retention has cut is told with the first number that there still is") {
  journal of;
  for (int i = 0; i < 3; ++i) of.tell(of_customer(i + 1, false));
  of.erase(storage::table::journal, storage::journal_key(tenant, 1));
  CHECK(of.heard(of.caller, 2));
  const auto heard = of.heard(of.caller, 1);
  REQUIRE_FALSE(heard);
  CHECK(heard.failure().code == errc::feed_truncated);
  REQUIRE(heard.failure().data.size() == 1);
  CHECK(heard.failure().data[0].first == "from");
  CHECK(std::get<std::int64_t>(heard.failure().data[0].second) == 2);
}
