#include "storage/writer.hpp"

#include "storage/checksum.hpp"
#include "storage/idempotency.hpp"
#include "storage/tagged.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

namespace {

change_set expecting(expectation expected, change_set set) {
  set.expectations.push_back(std::move(expected));
  return set;
}

expectation absent(const std::string& key) {
  return {expectation::kind::absent, table::records, key};
}

expectation at_version(const std::string& key, std::uint64_t version) {
  return {expectation::kind::at_version, table::records, key, version};
}

change_set once(const std::string& name, change_set set) {
  set.idempotency = idempotency_entry{std::string(idempotency_key({1}, 7, name)),
                                      std::string("0123456789abcde\xff"), 2000, "answer"};
  return set;
}

std::uint64_t next_number(const store& of, std::uint32_t tenant, record_kind kind) {
  const auto found = read(of, table::meta, next_number_key({tenant}, kind));
  return found ? read_unsigned_tag(*found, 1).value_or(0) : 0;
}

}  // namespace

TEST_CASE("an empty batch and a set without anything are no trouble") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  CHECK(commit(opened->the_writer(), {}).empty());
  const auto result = commit_one(*opened, change_set{});
  CHECK(result.what == result_kind::committed);
  CHECK(result.seq == 0);
}

TEST_CASE("erasures come before puts, and erasing what is not there is no error") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  auto set = put_set(customer(1, 1), some_map(2));
  set.erasures = {{table::records, customer(1, 1)}, {table::records, customer(1, 2)}};
  CHECK(commit_one(*opened, set).what == result_kind::committed);
  CHECK(read(*opened, table::records, customer(1, 1)) == some_map(2));
  set.puts.clear();
  CHECK(commit_one(*opened, set).what == result_kind::committed);
  CHECK_FALSE(read(*opened, table::records, customer(1, 1)));
}

TEST_CASE("a refused set writes nothing, names what failed and harms none of its batch") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  commit_one(*opened, put_set(customer(1, 1), some_map(4)));
  auto refused = journal_set(1);
  refused.puts.push_back({table::records, customer(1, 9), some_map(1)});
  refused.used_numbers.push_back({{1}, record_kind::customer, 9});
  refused.expectations = {at_version(customer(1, 1), 4), absent(customer(1, 1))};
  const auto results = commit(opened->the_writer(), {journal_set(1), refused, journal_set(1)});
  CHECK(results[0].what == result_kind::committed);
  CHECK(results[0].seq == 1);
  CHECK(results[1].what == result_kind::refused);
  CHECK(results[1].failed == 1);
  CHECK(results[2].what == result_kind::committed);
  CHECK(results[2].seq == 2);
  CHECK_FALSE(read(*opened, table::records, customer(1, 9)));
  CHECK(next_number(*opened, 1, record_kind::customer) == 0);
}

TEST_CASE("at_version holds for that version of a record that is there") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  commit_one(*opened, put_set(customer(1, 1), some_map(4)));
  const auto expect = [&](std::uint64_t account, std::uint64_t version) {
    return commit_one(*opened, expecting(at_version(customer(1, account), version), journal_set(1)))
        .what;
  };
  CHECK(expect(1, 4) == result_kind::committed);
  CHECK(expect(1, 3) == result_kind::refused);
  CHECK(expect(1, 5) == result_kind::refused);
  CHECK(expect(2, 0) == result_kind::refused);
}

TEST_CASE("absent_or_at_version holds for nothing, and for that version") {
  const scratch_folder folder;
  const auto data = new_store(folder.path());
  const std::string key = customer(1, 1);
  change_set set = put_set(customer(1, 2), some_map(1));
  set.expectations = {{expectation::kind::absent_or_at_version, table::records, key, 7}};
  CHECK(commit_one(*data, set).what == result_kind::committed);
  commit_one(*data, put_set(key, some_map(7)));
  CHECK(commit_one(*data, set).what == result_kind::committed);
  commit_one(*data, put_set(key, some_map(8)));
  CHECK(commit_one(*data, set).what == result_kind::refused);
}

TEST_CASE("an erasure of all below a key takes them, however many, and their neighbours stay") {
  scratch_folder data;
  const auto store = new_store(data.path());
  const auto part = [](storage::customer_item item, std::uint64_t number) {
    return std::string(storage::customer_part_key({1}, {7}, item, number).view());
  };
  using enum storage::customer_item;
  storage::change_set set{};
  const auto put = [&](std::string key) {
    set.puts.push_back({storage::table::records, std::move(key), some_map(1)});
  };
  put(customer(1, 7));
  put(part(notes, 1));
  put(part(guard, 1));
  put(customer(1, 8));
  constexpr std::uint64_t rows = 2'500;
  for (std::uint64_t number = 1; number <= rows; ++number) put(part(history, number));
  REQUIRE(commit_one(*store, set).what == result_kind::committed);

  storage::change_set gone{};
  gone.erasures = {
      {.where = storage::table::records,
       .key = std::string(storage::customer_key({1}, {7}, history).view()),
       .all_below = true},
      {.where = storage::table::records, .key = part(notes, 0), .all_below = true}};  // none
  gone.puts = {{storage::table::records, part(history, rows + 1), some_map(2)}};
  REQUIRE(commit_one(*store, gone).what == result_kind::committed);
  for (const std::uint64_t number : {std::uint64_t{1}, std::uint64_t{1'000}, rows})
    CHECK_FALSE(test::read(*store, storage::table::records, part(history, number)));
  for (const std::string& left :
       {customer(1, 7), part(notes, 1), part(guard, 1), customer(1, 8), part(history, rows + 1)})
    CHECK(test::read(*store, storage::table::records, left));
}

TEST_CASE("an erasure at a version leaves another one alone") {
  const scratch_folder folder;
  const auto data = new_store(folder.path());
  const std::string key = customer(1, 1);
  commit_one(*data, put_set(key, some_map(7)));
  change_set set{};
  set.erasures = {{table::records, key, 6}};
  CHECK(commit_one(*data, set).what == result_kind::committed);
  CHECK(read(*data, table::records, key));
  set.erasures = {{table::records, key, 7}};
  CHECK(commit_one(*data, set).what == result_kind::committed);
  CHECK_FALSE(read(*data, table::records, key));
  CHECK(commit_one(*data, set).what == result_kind::committed);
}

TEST_CASE("at_version with a checksum holds for that content only") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  const std::string key = customer(1, 1);
  commit_one(*opened, put_set(key, some_map(4, "one")));
  const auto expect = [&](const std::string& content) {
    expectation expected = at_version(key, 4);
    expected.checksum = checksum(key, content);
    return commit_one(*opened, expecting(expected, journal_set(1))).what;
  };
  CHECK(expect(some_map(4, "one")) == result_kind::committed);
  CHECK(expect(some_map(4, "two")) == result_kind::refused);
}

TEST_CASE("of two in a batch that claim the same key, the first has it") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  const auto claim = [](std::uint64_t who) {
    return expecting(absent(customer(1, 1)), put_set(customer(1, 1), some_map(who)));
  };
  const auto results = commit(opened->the_writer(), {claim(1), claim(2)});
  CHECK(results[0].what == result_kind::committed);
  CHECK(results[1].what == result_kind::refused);
  CHECK(read(*opened, table::records, customer(1, 1)) == some_map(1));
}

TEST_CASE("keys and values out of bounds fail their set before anything of it is written") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  const auto fails = [&](change_set set) {
    set.puts.insert(set.puts.begin(), {table::records, customer(1, 9), some_map(1)});
    const auto results = commit(opened->the_writer(), {set, journal_set(1)});
    CHECK(results[0].what == result_kind::failed);
    CHECK(results[1].what == result_kind::committed);
    CHECK_FALSE(read(*opened, table::records, customer(1, 9)));
  };
  const std::string too_long(key_bytes_max + 1, 'k');
  fails(put_set(too_long, some_map(1)));
  fails(put_set("", some_map(1)));
  fails(expecting(absent(too_long), journal_set(1)));
  change_set erasing{};
  erasing.erasures.push_back({table::records, too_long});
  fails(erasing);
  auto known = once("k", journal_set(1));
  known.idempotency->key = too_long;
  fails(known);
  CHECK(commit_one(*opened, put_set(std::string(key_bytes_max, 'k'), some_map(1))).what ==
        result_kind::committed);
}

TEST_CASE("journal numbers run per tenant from 1 without a gap, in memory and over a restart") {
  scratch_folder data;
  {
    const auto opened = new_store(data.path());
    const auto results =
        commit(opened->the_writer(), {journal_set(1), journal_set(2), journal_set(1)});
    CHECK(results[0].seq == 1);
    CHECK(results[1].seq == 1);
    CHECK(results[2].seq == 2);
    CHECK(commit_one(*opened, journal_set(1)).seq == 3);
  }
  const auto opened = open_store(data.path());
  CHECK(commit_one(*opened, journal_set(1)).seq == 4);
  CHECK(commit_one(*opened, journal_set(2)).seq == 2);
  CHECK(commit_one(*opened, journal_set(0xffffffff)).seq == 1);
  CHECK(commit_one(*opened, journal_set(0)).seq == 1);
  CHECK(read(*opened, table::journal, journal_key({1}, 4)) == journal_set(1).journal.front().value);
}

TEST_CASE("the next journal number follows the last key, also when the first ones were removed") {
  scratch_folder data;
  {
    const auto opened = new_store(data.path());
    commit(opened->the_writer(), {journal_set(1), journal_set(1), journal_set(1)});
    change_set retention{};
    retention.erasures = {{table::journal, std::string(journal_key({1}, 1).view())},
                          {table::journal, std::string(journal_key({1}, 2).view())}};
    commit_one(*opened, retention);
  }
  CHECK(commit_one(*open_store(data.path()), journal_set(1)).seq == 4);
}

TEST_CASE("audit entries are numbered for each tenant, without a gap, also after a start") {
  scratch_folder data;
  const auto audited = [](std::uint32_t tenant, std::string_view what) {
    change_set set{};
    set.tenant = {tenant};
    set.audit = {{{tenant}, some_map(7, what)}};
    return set;
  };
  const auto entry = [](const store& of, std::uint32_t tenant, std::uint64_t number) {
    return read(of, table::records, audit_key({tenant}, number));
  };
  {
    const auto opened = new_store(data.path());
    auto two = audited(1, "a");
    two.audit.push_back({{1}, some_map(7, "b")});
    const auto refused = expecting(absent(customer(1, 1)), audited(1, "never"));
    const auto results = commit(opened->the_writer(), {two, put_set(customer(1, 1), some_map(1)),
                                                       refused, audited(2, "c")});
    CHECK(results[0].seq == 0);  // it is no journal
    CHECK(results[2].what == result_kind::refused);
    CHECK(commit_one(*opened, audited(1, "d")).what == result_kind::committed);
    CHECK(entry(*opened, 1, 2) == some_map(7, "b"));
    CHECK(entry(*opened, 1, 3) == some_map(7, "d"));
    CHECK(entry(*opened, 2, 1) == some_map(7, "c"));
    change_set retention{};
    retention.erasures = {{table::records, std::string(audit_key({1}, 1).view())},
                          {table::records, std::string(audit_key({1}, 2).view())}};
    commit_one(*opened, retention);
  }
  const auto opened = open_store(data.path());
  commit_one(*opened, audited(1, "e"));
  CHECK(entry(*opened, 1, 4) == some_map(7, "e"));
  CHECK_FALSE(entry(*opened, 1, 5));
}

TEST_CASE("a known idempotency key answers so, before any expectation, and applies nothing again") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  auto set = once("k", journal_set(1));
  set.puts.push_back({table::records, customer(1, 1), some_map(1)});
  set.expectations.push_back(absent(customer(1, 1)));
  const auto results = commit(opened->the_writer(), {set, set});
  CHECK(results[0].what == result_kind::committed);
  CHECK(results[1].what == result_kind::key_known);
  CHECK(commit_one(*opened, set).what == result_kind::key_known);
  CHECK(commit_one(*opened, journal_set(1)).seq == 2);

  const auto stored = read(*opened, table::idempotency, set.idempotency->key);
  REQUIRE(stored);
  const auto known = read_idempotency(*stored);
  REQUIRE(known);
  CHECK(known->digest == set.idempotency->digest);
  CHECK(known->time_ms == 2000);
  CHECK(known->seq == 1);
  CHECK(known->answer == "answer");
}

TEST_CASE("a key without a journal entry keeps the last number before it, and answers with that") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  commit_one(*opened, journal_set(1));
  commit_one(*opened, journal_set(1));
  auto set = once("k", journal_set(1));
  set.journal.clear();
  CHECK(commit_one(*opened, set).seq == 2);
  const auto stored = read(*opened, table::idempotency, set.idempotency->key);
  REQUIRE(stored);
  CHECK(read_idempotency(*stored)->seq == 2);
}

TEST_CASE("a refused set leaves its idempotency key free") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  const auto set = once("k", expecting(at_version(customer(1, 1), 1), journal_set(1)));
  CHECK(commit_one(*opened, set).what == result_kind::refused);
  commit_one(*opened, put_set(customer(1, 1), some_map(1)));
  CHECK(commit_one(*opened, set).what == result_kind::committed);
}

TEST_CASE(
    "used numbers raise the next one: customers in steps of 1,024, all else by one, never down") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  const auto next_after = [&](record_kind kind, std::uint64_t number) {
    change_set set{};
    set.used_numbers.push_back({{1}, kind, number});
    commit_one(*opened, set);
    return next_number(*opened, 1, kind);
  };
  CHECK(next_after(record_kind::customer, 1) == 1024);
  CHECK(next_after(record_kind::customer, 1023) == 1024);
  CHECK(next_after(record_kind::customer, 1024) == 2048);
  CHECK(next_after(record_kind::customer, 5) == 2048);
  CHECK(next_after(record_kind::customer, 10'000) == 10'240);
  CHECK(next_after(record_kind::site, 1) == 2);
  CHECK(next_after(record_kind::site, 2) == 3);
  CHECK(next_after(record_kind::site, 1) == 3);
  CHECK(next_number(*opened, 2, record_kind::customer) == 0);
}

TEST_CASE("the next number is read from the store after a restart") {
  scratch_folder data;
  change_set set{};
  set.used_numbers.push_back({{1}, record_kind::site, 8});
  commit_one(*new_store(data.path()), set);
  const auto opened = open_store(data.path());
  set.used_numbers[0].number = 3;
  commit_one(*opened, set);
  CHECK(next_number(*opened, 1, record_kind::site) == 9);
}

TEST_CASE("a change of a customer goes into his history under its number in the journal") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  auto set = journal_set(1);
  REQUIRE(commit_one(*opened, set).what == result_kind::committed);
  set.journal.front().history_of = account_number{7};
  const auto done = commit_one(*opened, set);
  REQUIRE(done.what == result_kind::committed);
  CHECK(done.seq == 2);
  const auto copy =
      read(*opened, table::records, customer_part_key({1}, {7}, customer_item::history, done.seq));
  REQUIRE(copy);
  CHECK(copy == read(*opened, table::journal, journal_key({1}, done.seq)));
  CHECK_FALSE(
      read(*opened, table::records, customer_part_key({1}, {7}, customer_item::history, 1)));
}
