#include "actors/session/assisting.hpp"

#include <functional>

#include "tests/actors/shop.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

namespace {

constexpr std::int64_t minute = 60'000;
const account_number kim = storage::account_of_staff(3);
constexpr account_number anna{41};

// Kim, at work since a moment ago, assists Anna at the site north; as the store and the view say.
struct assisted_anna {
  assisted_anna() : data(test::new_store(folder.path())), view(*shop().view) {
    now = still_world().now;
    view.add(1, records::staff_group{.name = "help", .scopes = {records::scope::support}});
    view.add(3, records::staff{.id = "u3", .username = "kim", .name = "Kim", .groups = {"help"}});
    north().storefront_url = "https://north.example";
    own_session = {.id = "s2",
                   .created_at = now,
                   .expires_at = now + 24 * 60 * minute,
                   .access_hash = "kims",
                   .access_expires_at = now + 30 * minute,
                   .shut_out = 0};
    assisted = {.id = "s1",
                .site = "north",
                .created_at = now,
                .expires_at = now + 15 * minute,
                .access_hash = "hash",
                .acting_staff = "staff:u3",
                .reason = "ticket 7",
                .staff = static_cast<std::int64_t>(kim.value),
                .staff_session = 2};
    whom.kind = records::customer_kind::registered;
  }

  records::site& north() { return view.sites.at(view.sites_by_name.at("north")); }
  records::staff_group& group() { return view.groups.at(1); }
  records::staff& member() { return view.staff.at(3); }

  void store() {
    storage::change_set set{};
    const auto put = [&](storage::table where, const storage::key& key, std::string value) {
      set.puts.push_back({where, std::string(key.view()), std::move(value)});
    };
    using storage::table;
    put(table::records, storage::session_key(view.number, kim, 2),
        fields::encode_tagged(own_session));
    put(table::records, storage::session_key(view.number, anna, 1),
        fields::encode_tagged(assisted));
    put(table::records, storage::customer_key(view.number, anna), fields::encode_tagged(whom));
    put(table::unique, storage::assisted_key(view.number, "hash"),
        fields::encode_tagged(records::token_entry{.account = 41,
                                                   .session = 1,
                                                   .purpose = records::token_purpose::assisted,
                                                   .expires_at = assisted.expires_at}));
    REQUIRE(test::commit_one(*data, set).what == test::result_kind::committed);
  }

  // What the call and the janitor make of it, which must be the same.
  bool goes_on() {
    store();
    storage::snapshot reading(*data);
    REQUIRE(reading.renew());
    const auto good = may_go_on(assisted, whom, view, reading, now);
    REQUIRE(good);
    const auto over = find_ended_assistance(reading, view, "", now);
    REQUIRE(over);
    CHECK(over->next.empty());
    CHECK(over->over.contains(anna) == !*good);
    return *good;
  }

  const test::scratch_folder folder;
  const std::unique_ptr<storage::store> data;
  tenant_view view;
  std::int64_t now = 0;
  records::shopper_session own_session, assisted;
  records::customer whom;
};

bool goes_on_with(const std::function<void(assisted_anna&)>& change) {
  assisted_anna all;
  change(all);
  return all.goes_on();
}

}  // namespace

TEST_CASE("staff go on assisting for a quarter of an hour and no longer") {
  CHECK(goes_on_with([](assisted_anna&) {}));
  CHECK(goes_on_with([](assisted_anna& all) { all.now += 15 * minute - 1; }));
  CHECK_FALSE(goes_on_with([](assisted_anna& all) { all.now += 15 * minute; }));
}

TEST_CASE("assisting ends with the session of the member of staff, however that ends") {
  const auto ends_if = [](auto&& change) { return !goes_on_with(change); };
  CHECK(ends_if([](assisted_anna& all) { all.assisted.staff_session = 1; }));  // logged out
  CHECK(ends_if([](assisted_anna& all) { all.own_session.access_expires_at = all.now; }));  // idle
  CHECK(ends_if([](assisted_anna& all) { all.member().disabled = true; }));
  CHECK(ends_if([](assisted_anna& all) { all.member().shut_out = 1; }));  // and enabled again
  CHECK(ends_if([](assisted_anna& all) { all.view.tenant.suspended = true; }));
  CHECK(ends_if([](assisted_anna& all) { all.view.tenant.staff_totp_required = true; }));
}

TEST_CASE("assisting ends with the right to it") {
  const auto ends_if = [](auto&& change) { return !goes_on_with(change); };
  CHECK(ends_if([](assisted_anna& all) { all.member().groups.clear(); }));
  CHECK(ends_if([](assisted_anna& all) { all.group().scopes = {records::scope::admin}; }));
  CHECK(ends_if([](assisted_anna& all) { all.group().sites = {"south"}; }));
  CHECK(ends_if([](assisted_anna& all) { all.group().restrictions = {"vip"}; }));
  CHECK(ends_if([](assisted_anna& all) { all.north().storefront_url.reset(); }));
  CHECK(ends_if([](assisted_anna& all) { all.north().realm = "outlet"; }));
}

TEST_CASE("whoever has it for her restriction and site goes on") {
  CHECK(goes_on_with([](assisted_anna& all) {
    all.group().sites = {"north"};
    all.group().restrictions = {"vip"};
    all.whom.home_site = "north";
    all.whom.restriction = "vip";
  }));
}
