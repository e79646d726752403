#include "actors/janitor/retention.hpp"
#include "protocol/records/login_guard.hpp"
#include "protocol/records/shopper_session.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::actors;

namespace {

constexpr tenant_number tenant{1};
constexpr account_number account{5};

std::string session_key(std::uint64_t number) {
  return std::string(
      storage::customer_part_key(tenant, account, storage::customer_item::sessions, number).view());
}
std::string token_key(const std::string& name) {
  return std::string(storage::token_key(tenant, name).view());
}

storage::change_set session_until(std::uint64_t number, std::int64_t expires_at) {
  const std::string name = std::to_string(number);
  const auto entry = [&](records::token_purpose purpose) {
    return fields::encode_tagged(records::token_entry{.account = 5,
                                                      .session = static_cast<std::int64_t>(number),
                                                      .purpose = purpose,
                                                      .expires_at = expires_at});
  };
  storage::change_set set{};
  set.puts = {
      {storage::table::records, session_key(number),
       fields::encode_tagged(records::shopper_session{
           .expires_at = expires_at, .access_hash = "a" + name, .family_hash = "f" + name})},
      {storage::table::unique, token_key("a" + name), entry(records::token_purpose::access)},
      {storage::table::unique, token_key("f" + name), entry(records::token_purpose::refresh)}};
  return set;
}

storage::change_set tried_at(std::uint64_t stranger, std::int64_t time_ms) {
  storage::change_set set{};
  set.puts = {{storage::table::records,
               std::string(storage::stranger_key(tenant, {stranger}).view()),
               fields::encode_tagged(
                   records::login_guard{.version = 1, .failures = 3, .last_failure_at = time_ms})}};
  return set;
}

template <class Step>
storage::change_set found_by(storage::store& data, Step&& step) {
  storage::snapshot now(data);
  REQUIRE(now.renew());
  outcome<retention_step> found = step(now);
  REQUIRE(found);
  CHECK(found->next.empty());
  return std::move(found->changes);
}

}  // namespace

TEST_CASE("a session that is over goes with its tokens, and only that") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  test::commit(data->the_writer(), {session_until(1, 1000), session_until(2, 3000)});
  const auto changes = found_by(
      *data, [](const storage::snapshot& now) { return expired_sessions(now, tenant, "", 2000); });
  REQUIRE(test::commit_one(*data, changes).what == test::result_kind::committed);
  CHECK_FALSE(test::read(*data, storage::table::records, session_key(1)));
  CHECK_FALSE(test::read(*data, storage::table::unique, token_key("a1")));
  CHECK_FALSE(test::read(*data, storage::table::unique, token_key("f1")));
  CHECK(test::read(*data, storage::table::records, session_key(2)));
  CHECK(test::read(*data, storage::table::unique, token_key("a2")));
}

TEST_CASE("a session of staff goes when it was not used for long") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  const account_number kim = storage::account_of_staff(3);
  const std::string session(storage::session_key(tenant, kim, 1).view());
  storage::change_set set{};
  set.puts = {
      {storage::table::records, session,
       fields::encode_tagged(records::shopper_session{.access_hash = "t"})},
      {storage::table::unique, token_key("t"),
       fields::encode_tagged(records::token_entry{.account = static_cast<std::int64_t>(kim.value),
                                                  .session = 1,
                                                  .purpose = records::token_purpose::staff,
                                                  .expires_at = 1000})}};
  test::commit(data->the_writer(), {set});
  const auto at = [&](std::int64_t before_ms) {
    return found_by(*data, [&](const storage::snapshot& now) {
      return expired_sessions(now, tenant, "", before_ms);
    });
  };
  CHECK(at(1000).erasures.empty());
  REQUIRE(test::commit_one(*data, at(1001)).what == test::result_kind::committed);
  CHECK_FALSE(test::read(*data, storage::table::records, session));
  CHECK_FALSE(test::read(*data, storage::table::unique, token_key("t")));
}

TEST_CASE("a session that is refreshed meanwhile stays") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  test::commit(data->the_writer(), {session_until(1, 1000)});
  const auto changes = found_by(
      *data, [](const storage::snapshot& now) { return expired_sessions(now, tenant, "", 2000); });
  test::commit(data->the_writer(), {session_until(1, 9000)});
  CHECK(test::commit_one(*data, changes).what == test::result_kind::refused);
}

TEST_CASE("what guards nobody's login goes when nobody has tried for long") {
  const test::scratch_folder folder;
  const auto data = test::new_store(folder.path());
  test::commit(data->the_writer(), {tried_at(7, 1000), tried_at(8, 3000)});
  const auto changes = found_by(
      *data, [](const storage::snapshot& now) { return expired_strangers(now, tenant, "", 2000); });
  REQUIRE(changes.erasures.size() == 1);
  test::commit(data->the_writer(), {tried_at(7, 4000)});
  CHECK(test::commit_one(*data, changes).what == test::result_kind::refused);
}
