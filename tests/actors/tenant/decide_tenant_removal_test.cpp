#include "protocol/methods/tenants.hpp"
#include "protocol/wire/cursor.hpp"
#include "tests/actors/shop.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

namespace {

constexpr const char* ask = R"({"tenant": "shop"})";

struct doomed : shop {
  doomed() { make<methods::tenants_suspend>(ask); }

  decided_tenant removed(const std::string& confirm) {
    return decided<methods::tenants_remove>(R"({"tenant": "shop", "confirm": ")" + confirm +
                                            R"("})");
  }
  std::string confirm() {
    make<methods::tenants_remove>(ask);
    wire::cursor answer(last.answer);
    std::uint32_t pairs = 0;
    std::string_view key, text;
    answer.read_map(pairs);
    answer.read_string(key);
    answer.read_string(text);
    REQUIRE(key == "confirm");
    return std::string(text);
  }
};

bool changes_nothing(const tenant_decision& made) {
  return made.changes.puts.empty() && made.changes.journal.empty() && made.changes.erasures.empty();
}

}  // namespace

TEST_CASE("a tenant is suspended before it is removed") {
  shop in;
  CHECK(wrong_in(in.decided<methods::tenants_remove>(ask)) == "tenant: forbidden");
}

TEST_CASE("asking to remove a tenant changes nothing") {
  doomed in;
  in.make<methods::tenants_remove>(ask);
  CHECK(changes_nothing(in.last));
  CHECK_FALSE(in.view->tenant.is_removing());
}

TEST_CASE("what confirms a removal is of this tenant as it is now, for a quarter of an hour") {
  doomed in;
  const std::string confirm = in.confirm();
  CHECK(wrong_in(in.removed(std::string(confirm.size(), '0'))) == "confirm: invalid_token");
  in.world.now += 15 * 60'000 + 1;
  CHECK(wrong_in(in.removed(confirm)) == "confirm: invalid_token");
  const std::string later = in.confirm();
  in.make<methods::tenants_resume>(ask);
  in.make<methods::tenants_suspend>(ask);
  CHECK(wrong_in(in.removed(later)) == "confirm: invalid_token");
  CHECK(in.removed(in.confirm()));
}

TEST_CASE("a confirmed removal marks the tenant in one commit, also where room is short") {
  doomed in;
  in.apply(in.removed(in.confirm()));
  CHECK(in.view->tenant.removing_since == in.world.now);
  CHECK(in.last.changes.puts.size() == 1);
  CHECK(in.last.changes.journal.size() == 1);
  CHECK(in.last.changes.may_use_reserve);
  CHECK(in.last.answers_for_retries);
}

TEST_CASE(
    "a removal that is asked for again is answered as before, and nothing is written for it") {
  doomed in;
  in.apply(in.removed(in.confirm()));
  const std::string first = in.last.answer;
  in.world.now += 60'000;
  in.make<methods::tenants_remove>(ask);
  CHECK(in.last.answer == first);
  CHECK(changes_nothing(in.last));
  CHECK_FALSE(in.last.answers_for_retries);
}

TEST_CASE("a removal may insist on the tenant's version") {
  doomed in;
  in.options.if_version = 1;
  CHECK(wrong_in(in.decided<methods::tenants_remove>(ask)) == "version_conflict");
}
