#include "actors/janitor/retention.hpp"

#include "actors/mail/mail_rows.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/one_time_link.hpp"
#include "storage/keys.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::actors;

namespace {

std::string retry_key_of(const std::string& name) {
  return std::string(storage::idempotency_key({1}, 7, name).view());
}

storage::change_set answered_at(const std::string& name, std::int64_t time_ms) {
  storage::change_set set{};
  set.idempotency = storage::idempotency_entry{retry_key_of(name), std::string(16, 'd'), time_ms,
                                               std::string(1, '\x80')};
  return set;
}

// Takes step after step, as the janitor does, and commits each.
template <class Step>
std::size_t erase_all(storage::store& data, Step&& next_step) {
  std::size_t erased = 0;
  std::string from;
  do {
    storage::snapshot now(data);
    REQUIRE(now.renew());
    outcome<retention_step> step = next_step(now, from);
    REQUIRE(step);
    erased += step->changes.erasures.size();
    from = step->next;
    now.release();
    REQUIRE(test::commit_one(data, step->changes).what == test::result_kind::committed);
  } while (!from.empty());
  return erased;
}

}  // namespace

TEST_CASE("retry answers go when they are older than allowed, and only these") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  test::commit(data->the_writer(), {answered_at("old", 1000), answered_at("new", 3000)});
  const auto erased = erase_all(*data, [](const storage::snapshot& now, const std::string& from) {
    return expired_retries(now, from, 2000);
  });
  CHECK(erased == 1);
  CHECK_FALSE(test::read(*data, storage::table::idempotency, retry_key_of("old")));
  CHECK(test::read(*data, storage::table::idempotency, retry_key_of("new")));
}

TEST_CASE("more retry answers than a slice holds are all looked at") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  for (std::size_t i = 0; i < retention_slice + 5; ++i)
    REQUIRE(test::commit_one(*data, answered_at(std::to_string(i), 1000)).what ==
            test::result_kind::committed);
  const auto erased = erase_all(*data, [](const storage::snapshot& now, const std::string& from) {
    return expired_retries(now, from, 2000);
  });
  CHECK(erased == retention_slice + 5);
}

TEST_CASE("old journal entries go from the front, but never the last one") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  const auto at = [](std::int64_t time) {
    storage::change_set set{};
    set.tenant = {1};
    records::change entry;
    entry.time = time;
    entry.kind = "site.created";
    set.journal = {storage::journal_entry{{1}, fields::encode_tagged(entry)}};
    return set;
  };
  for (const std::int64_t time : {1000, 1500, 3000})
    REQUIRE(test::commit_one(*data, at(time)).what == test::result_kind::committed);
  const auto has = [&](std::uint64_t seq) {
    return test::read(*data, storage::table::journal, storage::journal_key({1}, seq)).has_value();
  };
  const auto before = [&](std::int64_t time) {
    return erase_all(*data, [&](const storage::snapshot& now, const std::string&) {
      return expired_journal(now, {1}, time);
    });
  };
  CHECK(before(2000) == 2);
  CHECK_FALSE(has(1));
  CHECK_FALSE(has(2));
  CHECK(has(3));
  CHECK(before(9000) == 0);
  CHECK(has(3));
}

TEST_CASE("old audit entries go from the front, but never the last one, and nobody else's") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  const auto at = [](std::uint32_t tenant, std::int64_t time) {
    storage::change_set set{};
    set.tenant = {tenant};
    set.audit = {{{tenant}, test::some_map(static_cast<std::uint64_t>(time))}};
    return set;
  };
  for (const std::int64_t time : {1000, 1500, 3000}) test::commit_one(*data, at(1, time));
  test::commit_one(*data, at(2, 1000));
  const auto has = [&](std::uint32_t tenant, std::uint64_t number) {
    return test::read(*data, storage::table::records, storage::audit_key({tenant}, number))
        .has_value();
  };
  const auto before = [&](std::int64_t time) {
    return erase_all(*data, [&](const storage::snapshot& now, const std::string&) {
      return expired_audit(now, {1}, time);
    });
  };
  CHECK(before(2000) == 2);
  CHECK_FALSE(has(1, 2));
  CHECK(has(1, 3));
  CHECK(has(2, 1));
  CHECK(before(9000) == 0);
  CHECK(has(1, 3));
}

TEST_CASE("old history goes, of every customer of every tenant, and nothing else of them") {
  using storage::customer_item;
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  const auto history = [](std::uint32_t tenant, std::uint64_t account, std::uint64_t seq) {
    return storage::customer_part_key({tenant}, {account}, customer_item::history, seq);
  };
  storage::change_set set{};
  const auto put = [&](const storage::key& key, std::int64_t time) {
    set.puts.push_back({storage::table::records, std::string(key.view()),
                        test::some_map(static_cast<std::uint64_t>(time))});
  };
  constexpr std::uint64_t accounts = retention_slice + 5;
  for (const std::uint32_t tenant : {1u, 2u}) {
    put(storage::record_key({tenant}, storage::record_kind::site, 1), 1);
    for (std::uint64_t account = 1; account <= accounts; ++account) {
      put(storage::customer_key({tenant}, {account}), 1);
      put(storage::customer_part_key({tenant}, {account}, customer_item::addresses, 1), 1);
      put(history(tenant, account, account), account % 2 ? 1000 : 3000);
      put(history(tenant, account, account + accounts), 3000);
    }
  }
  REQUIRE(test::commit_one(*data, set).what == test::result_kind::committed);
  const auto erased = erase_all(*data, [](const storage::snapshot& now, const std::string& from) {
    return expired_history(now, from, 2000);
  });
  CHECK(erased == accounts + 1);  // every other one of an odd number, twice
  const auto has = [&](const storage::key& key) {
    return test::read(*data, storage::table::records, key).has_value();
  };
  for (const std::uint32_t tenant : {1u, 2u}) {
    CHECK_FALSE(has(history(tenant, accounts, accounts)));
    CHECK(has(history(tenant, 2, 2)));
    CHECK(has(history(tenant, 1, 1 + accounts)));
    CHECK(has(storage::customer_key({tenant}, {1})));
    CHECK(has(storage::customer_part_key({tenant}, {1}, customer_item::addresses, 1)));
  }
}

TEST_CASE("mails go when they may be forgotten, and those that wait stay") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  const auto at = [](std::uint64_t number) {
    return storage::customer_part_key({1}, {7}, storage::customer_item::mails, number);
  };
  std::uint64_t number = 0;
  for (const auto state :
       {records::mail_state::queued, records::mail_state::sent, records::mail_state::given_up})
    for (const std::int64_t due : {1000, 3000}) {
      storage::change_set set{};
      put_mail(set, at(++number), {.state = state, .due = due});
      REQUIRE(test::commit_one(*data, set).what == test::result_kind::committed);
    }
  const auto erased = erase_all(*data, [](const storage::snapshot& now, const std::string&) {
    return expired_mails(now, {1}, 2000);
  });
  CHECK(erased == 4);  // two records and their places
  for (std::uint64_t each = 1; each <= 6; ++each)
    CHECK(test::read(*data, storage::table::records, at(each)).has_value() ==
          (each != 3 && each != 5));
}

TEST_CASE("a mail that is queued again while it is being forgotten stays") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  const auto at = storage::customer_part_key({1}, {7}, storage::customer_item::mails, 1);
  const records::mail given_up{.state = records::mail_state::given_up, .due = 1000};
  storage::change_set set{};
  put_mail(set, at, given_up);
  REQUIRE(test::commit_one(*data, set).what == test::result_kind::committed);
  storage::snapshot before(*data);
  REQUIRE(before.renew());
  const auto step = expired_mails(before, {1}, 2000);
  REQUIRE(step);
  const auto stored = read_mail(before, at);
  REQUIRE((stored && *stored));
  before.release();
  storage::change_set again{};
  auto queued = given_up;
  queued.state = records::mail_state::queued;
  change_mail(again, at, (*stored)->mail, (*stored)->checksum, queued);
  REQUIRE(test::commit_one(*data, again).what == test::result_kind::committed);
  CHECK(test::commit_one(*data, step->changes).what == test::result_kind::refused);
  CHECK(test::read(*data, storage::table::records, at));
}

TEST_CASE(
    "links whose time is over are found with their accounts, those of the tenant and no other") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  storage::change_set set{};
  const auto add = [&](tenant_number tenant, const std::string& hash, std::int64_t account,
                       std::int64_t expires_at) {
    set.puts.push_back(
        {storage::table::unique, std::string(storage::link_key(tenant, hash).view()),
         fields::encode_tagged(records::link_entry{.account = account, .expires_at = expires_at})});
  };
  add({1}, "a", 41, 2000);
  add({1}, "b", 42, 2001);
  add({2}, "c", 43, 1000);
  REQUIRE(test::commit_one(*data, set).what == test::result_kind::committed);
  storage::snapshot now(*data);
  REQUIRE(now.renew());
  const auto found = find_expired_links(now, {1}, "", 2000);
  REQUIRE(found);
  CHECK(found->next.empty());
  REQUIRE(found->whose.size() == 1);
  CHECK(found->whose.front().value == 41);
}
