#include "storage/verify_segments.hpp"

#include "protocol/lists/matching.hpp"
#include "protocol/records/tenant.hpp"
#include "protocol/wire/json.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;
using names = std::optional<std::vector<std::string>>;

namespace {

constexpr tenant_number tenant{1};

// A tenant with a group, a rule and one that goes; a customer can be changed before he is checked.
struct shop_of_ada {
  records::customer ada{.id = "ada", .number = 1, .last_name = "Bell"};
  records::segment_rules rules{
      .version = 2, .settled = 2, .settled_by = std::string(lists::matching_version())};

  // What is broken; "" if nothing.
  std::string broken() const {
    scratch_folder data;
    const auto store = new_store(data.path());
    change_set set{};
    put_row(set, record_key(node_tenant, record_kind::tenant, tenant.value),
            records::tenant{.name = "shop", .reference_key = "0123456789abcdef"});
    put_row(set, segment_rules_key(tenant), rules);
    records::segment bells{.name = "bells", .revision = 1};
    bells.filter.emplace().bytes = wire::from_json(R"({"last_name": "bell"})").value();
    records::segment going{.name = "going", .revision = 2, .removing = true};
    going.filter.emplace();
    put_row(set, record_key(tenant, record_kind::segment, 1), bells);
    put_row(set, record_key(tenant, record_kind::segment, 2), going);
    put_row(set, record_key(tenant, record_kind::segment, 3), records::segment{.name = "friends"});
    REQUIRE(commit_one(*store, set).what == result_kind::committed);
    snapshot now(*store);
    REQUIRE(now.renew());
    segments_check check(now);
    const key where = customer_key(tenant, {1});
    const auto found = check.check({where.view(), {}}, tenant, ada);
    return found ? found->invariant : "";
  }
};

}  // namespace

TEST_CASE("a settled rule's members are those who match it") {
  shop_of_ada in;
  CHECK(in.broken() == "segments");
  in.ada.segments = names{{"bells"}};
  CHECK(in.broken().empty());
  in.ada.last_name = "Cole";
  CHECK(in.broken() == "segments");
}

TEST_CASE("while it settles, or where another daemon evaluated it, nobody is blamed") {
  shop_of_ada in;
  in.rules.version = 3;
  CHECK(in.broken().empty());
  in.rules = {.version = 3, .settled = 3, .settled_by = "another"};
  CHECK(in.broken().empty());
}

TEST_CASE("segments that a customer names are there, of the sort that he says, in order") {
  shop_of_ada in;
  in.ada.segments = names{{"bells"}};
  in.ada.groups = names{{"friends"}};
  CHECK(in.broken().empty());
  in.ada.groups = names{{"strangers"}};
  CHECK(in.broken() == "I13");
  in.ada.groups = names{{"bells"}};
  CHECK(in.broken() == "segments");
  in.ada.groups = names{{"friends", "friends"}};
  CHECK(in.broken() == "segments");
  in.ada.groups.emplace().clear();
  CHECK(in.broken() == "segments");
  in.ada.groups.reset();
  in.ada.segments = names{{"bells", "going"}};  // he has not left it yet
  CHECK(in.broken().empty());
}

TEST_CASE("one who has left belongs to nothing") {
  shop_of_ada in;
  in.ada.erased = true;
  CHECK(in.broken().empty());
}
