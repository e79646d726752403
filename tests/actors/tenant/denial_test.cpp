#include "actors/tenant/denial.hpp"

#include "protocol/records/audit_entry.hpp"
#include "tests/actors/shop.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

TEST_CASE("a denial is noted once a minute for each caller and method") {
  denial_limits limits;
  constexpr std::int64_t minute = 60'000;
  CHECK(limits.take("client:a", "customers.get", minute));
  CHECK_FALSE(limits.take("client:a", "customers.get", minute + 1));
  CHECK(limits.take("client:a", "customers.list", minute + 1));
  CHECK(limits.take("client:b", "customers.get", minute + 1));
  CHECK(limits.take("client:a", "customers.get", 2 * minute));
}

TEST_CASE("whoever makes up denials fills nothing") {
  denial_limits limits;
  std::size_t noted = 0;
  for (int i = 0; i < 1'000; ++i) noted += limits.take("client:" + std::to_string(i), "m", 0);
  CHECK(noted == denial_limits::per_minute_max);
}

TEST_CASE("a denial is an entry of the audit log, and the tenant stays as it is") {
  shop in;
  in.caller = {.what = principal::kind::client, .id = "till"};
  in.options.site = "north";
  in.options.reason = "Anna asked";
  tenant_context context = in.context();
  context.source = "192.0.2.0/24";
  const auto made = decide(denial{"customers.list", "forbidden"}, *in.view, context);
  REQUIRE(made);
  CHECK_FALSE(made->after);
  CHECK(made->changes.puts.empty());
  CHECK(made->changes.journal.empty());
  REQUIRE(made->changes.audit.size() == 1);
  const auto entry = fields::decode_tagged<records::audit_entry>(made->changes.audit.front().value);
  REQUIRE(entry);
  CHECK(entry->action == "access.denied");
  CHECK(entry->object == "customers.list");
  CHECK(entry->principal == "client:till");
  CHECK(entry->site == "north");
  CHECK(entry->refused == "forbidden");
  CHECK_FALSE(entry->reason);
  CHECK(entry->source == "192.0.2.0/24");
}
