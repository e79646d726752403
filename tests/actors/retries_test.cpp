#include "actors/retries.hpp"

#include "protocol/methods/customers.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/methods/import.hpp"
#include "protocol/wire/json.hpp"
#include "storage/writer.hpp"
#include "tests/actors/shop.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

namespace {

constexpr tenant_number tenant{1};
constexpr methods::definition plain = methods::customers_update::about;

struct retries {
  retries() {
    caller.number = 3;
    caller.sealing_key = secret(std::string_view("credential"));
  }

  retry_key key(const methods::definition& method, std::string_view named = "\x80") {
    return make_retry_key(tenant, caller, "k", method, named);
  }
  // Commits an answer under the key, as number 1 of the journal.
  void answer(const retry_key& retry, const std::string& answer,
              std::optional<account_number> shows = {}) {
    storage::change_set set = test::journal_set(tenant.value);
    set.idempotency = entry_of(retry, caller, answer, shows, world.now, world);
    stored = set.idempotency->answer;
    const storage::change_set* one = &set;
    REQUIRE(store->the_writer().commit({&one, 1})[0].what ==
            storage::commit_result::kind::committed);
  }
  std::optional<outcome<std::string>> known(const retry_key& retry) {
    storage::snapshot reading(*store);
    REQUIRE(reading.renew());
    return known_answer(reading, retry, caller);
  }

  test::scratch_folder data;
  std::unique_ptr<storage::store> store = test::new_store(data.path());
  still_world world;
  principal caller{.what = principal::kind::client};
  std::string stored;
};

// {a: 1} that still wants its seq
const std::string unfinished("\xde\x00\x02\xa1\x61\x01", 6);
const std::string finished = R"({"a": 1, "seq": 1})";

}  // namespace

TEST_CASE("a key that nobody used is not known") {
  retries in;
  CHECK_FALSE(in.known(in.key(plain)));
}

TEST_CASE("a repeated call is answered as the first time, with its journal number") {
  retries in;
  in.answer(in.key(plain), unfinished);
  const auto again = in.known(in.key(plain));
  REQUIRE(again);
  REQUIRE(*again);
  CHECK(wire::to_json(**again, -1) == finished);
}

TEST_CASE("the same key for another method or other parameters is a mismatch") {
  retries in;
  in.answer(in.key(plain), unfinished);
  for (const retry_key& other :
       {in.key(methods::customers_set_status::about), in.key(plain, "\x81\xa1\x61\x01")}) {
    const auto again = in.known(other);
    REQUIRE(again);
    REQUIRE_FALSE(*again);
    CHECK(again->failure().code == errc::idempotency_mismatch);
  }
}

TEST_CASE("keys belong to their caller") {
  retries in;
  in.answer(in.key(plain), unfinished);
  in.caller.number = 4;
  CHECK_FALSE(in.known(in.key(plain)));
}

TEST_CASE("the rows of an import are known one by one, and all together not before the first is") {
  retries in;
  const row_keys rows(tenant, in.caller, methods::customers_import::about, "k");
  const auto any_known = [&](const row_keys& of) {
    storage::snapshot reading(*in.store);
    REQUIRE(reading.renew());
    const auto known = of.any_known(reading);
    REQUIRE(known);
    return *known;
  };
  in.answer(in.key(methods::customers_import::about), unfinished);
  CHECK_FALSE(any_known(rows));
  in.answer(rows.of(7, "row"), unfinished);
  CHECK(any_known(rows));
  CHECK_FALSE(any_known(row_keys(tenant, in.caller, methods::customers_import::about, "another")));
  REQUIRE(in.known(rows.of(7, "row")));
  CHECK(*in.known(rows.of(7, "row")));
  CHECK(in.known(rows.of(7, "another row"))->failure().code == errc::idempotency_mismatch);
  CHECK_FALSE(in.known(rows.of(8, "row")));
}

TEST_CASE("an answer is stored sealed, and opened only by the same credential") {
  retries in;
  in.answer(in.key(plain), unfinished);
  CHECK(in.stored.find(unfinished) == std::string::npos);
  const auto again = in.known(in.key(plain));
  REQUIRE(again);
  REQUIRE(*again);
  CHECK(wire::to_json(**again, -1) == finished);

  in.caller.sealing_key = secret(std::string_view("another credential"));
  const auto other = in.known(in.key(plain));
  REQUIRE(other);
  REQUIRE_FALSE(*other);
  CHECK(other->failure().code == errc::idempotency_mismatch);
}

TEST_CASE("nothing is answered again that shows a customer who was erased or removed since") {
  retries in;
  in.answer(in.key(plain), unfinished, account_number{5});
  const auto code_for = [&](const storage::change_set& change) {
    REQUIRE(test::commit_one(*in.store, change).what == storage::commit_result::kind::committed);
    const auto again = in.known(in.key(plain));
    REQUIRE(again);
    return *again ? std::optional<errc>{} : again->failure().code;
  };
  const auto profile = [](bool erased) {
    return test::put_set(test::customer(tenant.value, 5),
                         fields::encode_tagged(records::customer{.number = 5, .erased = erased}));
  };
  CHECK(code_for(profile(false)) == std::nullopt);
  CHECK(code_for(profile(true)) == errc::not_found);
  storage::change_set removed{};
  removed.erasures.push_back({storage::table::records, test::customer(tenant.value, 5)});
  CHECK(code_for(removed) == errc::not_found);
}
