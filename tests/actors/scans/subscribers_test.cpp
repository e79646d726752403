// newsletter.subscribers: found by the index, shown as the store has it by now.
#include "protocol/methods/customer_lists.hpp"
#include "protocol/methods/newsletter.hpp"
#include "protocol/methods/tenants.hpp"
#include "protocol/records/newsletter.hpp"
#include "tests/actors/scans/listed_shop.hpp"

using namespace atrium;
using records::newsletter_state;
using tests::shop;

namespace {

// 1 wants all of the newsletter of the site north, 2, a contact of the site south, a part of it; 3
// is found by the index and has ended it since, 4 was found by that of another site of this name.
struct readers_of_north : tests::listed_shop {
  readers_of_north() {
    using enum newsletter_state;
    const std::uint64_t north = in.view->sites_by_name.find("north")->second;
    add({.kind = records::customer_kind::guest, .home_site = "north"}, north, {}, subscribed);
    add({.kind = records::customer_kind::contact, .home_site = "south"}, north, {"toys"},
        subscribed);
    add({.kind = records::customer_kind::guest, .home_site = "north"}, north, {}, unsubscribed);
    add({.kind = records::customer_kind::guest, .home_site = "north"}, north + 100, {}, subscribed);
    REQUIRE(test::commit_one(*data, rows).what == test::result_kind::committed);
    serve(heard, heard.size());
  }

  void add(records::customer who, std::uint64_t site, std::vector<std::string> groups,
           newsletter_state now_is) {
    const tenant_number tenant = in.view->number;
    const account_number account{heard.size() + 1};
    who.number = static_cast<std::int64_t>(account.value);
    who.id = "c" + std::to_string(who.number);
    who.email = "Reader@example.com";
    records::newsletter kept{
        .version = 2,
        .site = "north",
        .state = newsletter_state::subscribed,
        .address = account.value == 2 ? "old@example.com" : "reader@example.com",
        .groups = std::move(groups),
        .confirmed_at = 20};
    who.newsletters = kept.in_lists();
    kept.state = now_is;
    test::put_row(rows, storage::customer_key(tenant, account), who);
    test::put_row(
        rows, storage::customer_part_key(tenant, account, storage::customer_item::newsletter, site),
        kept);
    heard.push_back({account, lists::entries_of(who, {})});
  }

  std::string shown(std::string_view json) const {
    return numbers<methods::newsletter_subscribers>(json);
  }

  storage::change_set rows{};
  std::vector<storage::index_change> heard;
};

}  // namespace

TEST_CASE("who has confirmed a newsletter is listed with all that a mail to him takes") {
  const readers_of_north some;
  CHECK(some.shown(R"({"site": "north"})") == "1 2");
  CHECK(some.shown(R"({"site": "north", "group": "toys"})") == "1 2");
  CHECK(some.shown(R"({"site": "north", "group": "books"})") == "1");
  CHECK(some.shown(R"({"site": "south"})").empty());
  const std::string all = some.answer<methods::newsletter_subscribers>(R"({"site": "north"})");
  for (const char* each :
       {R"("customer": "c2")", R"("address": "old@example.com", "groups": ["toys"])",
        R"("confirmed_at": 20, "email_changed": true, "unsubscribe_token": "atn_)"})
    CHECK(all.find(each) != all.npos);
}

TEST_CASE("a newsletter's readers are sorted by what is shown of them as customers") {
  const readers_of_north some;
  CHECK(some.shown(R"({"site": "north", "sort": "number"})") == "1 2");
  CHECK(some.shown(R"({"site": "north", "sort": "-number"})") == "2 1");
  CHECK(some.shown(R"({"site": "north", "sort": "-id"})") == "2 1");
  for (const char* wrong : {"email", "-last_name", "created_at", "date_of_birth"}) {
    CAPTURE(wrong);
    CHECK(some.shown(R"({"site": "north", "sort": ")" + std::string(wrong) + "\"}") ==
          "sort: invalid_field");
  }
  CHECK(some.shown(R"({"site": "north", "sort": "address"})") == "sort: unknown_parameter");
}

TEST_CASE("of a newsletter's readers those are listed who may be seen, of sites that may be") {
  readers_of_north some;
  some.in.caller.sites = {"north"};
  CHECK(some.shown(R"({"site": "north"})") == "1");
  some.in.caller.sites = {"south"};
  CHECK(some.answer<methods::newsletter_subscribers>(R"({"site": "north"})") == "site: not_found");
  CHECK(some.answer<methods::newsletter_subscribers>(R"({"site": "nowhere"})") ==
        "site: not_found");
  some.in.make<methods::settings_update>(R"({"set": {"marketing": false}})");
  CHECK(some.answer<methods::newsletter_subscribers>(R"({"site": "north"})") == "capability_off");
}

TEST_CASE("nobody asks a list of customers who subscribes to what") {
  const shop in;
  CHECK(tests::wrong_in(actors::prepare_scan(
            tests::asked<methods::customers_list>(R"({"filter": {"newsletters": "north"}})"),
            *in.view)) == "filter.newsletters: unknown_parameter");
}
