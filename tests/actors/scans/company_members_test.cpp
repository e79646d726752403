// companies.members: customers.list by another name, of a company that the caller sees.
#include "protocol/methods/companies.hpp"
#include "protocol/methods/customer_lists.hpp"
#include "protocol/methods/tenants.hpp"
#include "protocol/records/index_entries.hpp"
#include "tests/actors/scans/listed_shop.hpp"

using namespace atrium;
using records::customer_kind;
using tests::shop;

namespace {

// The company bell of the site north, and who is assigned to it: 1, a buyer there; 2, a contact,
// who is nothing there and a buyer elsewhere; 3, of the other site. Customer 4 is not.
struct people_of_bell : tests::listed_shop {
  people_of_bell() {
    const tenant_number tenant = in.view->number;
    storage::change_set set{};
    test::put_row(set, storage::company_key(tenant, 1),
                  records::company{.id = "bell", .number = 1, .name = "Bell", .site = "north"});
    test::put_name(set, storage::unique_key(tenant, storage::unique_space::company_id, "bell"), 1);
    add(set, {.kind = customer_kind::registered}, {"bell"}, {{"bell", {"buyer"}}});
    add(set, {.kind = customer_kind::contact}, {"bell", "ring"}, {{"ring", {"buyer"}}});
    add(set, {.kind = customer_kind::guest, .home_site = "south"}, {"bell"},
        {{"bell", {"admin", "buyer"}}});
    add(set, {.kind = customer_kind::guest}, {}, {});
    REQUIRE(test::commit_one(*data, set).what == test::result_kind::committed);
    serve(heard, heard.size());
  }

  void add(storage::change_set& into, records::customer who, std::vector<std::string> companies,
           std::vector<records::roles_at_company> roles) {
    const account_number account{heard.size() + 1};
    who.number = static_cast<std::int64_t>(account.value);
    if (!who.home_site) who.home_site = "north";
    if (!companies.empty()) who.companies = std::move(companies);
    if (!roles.empty()) who.company_roles = std::move(roles);
    test::put_row(into, storage::customer_key(in.view->number, account), who);
    heard.push_back({account, lists::entries_of(who, {})});
  }

  std::string members(std::string_view json) const {
    return numbers<methods::companies_members>(json);
  }

  std::vector<storage::index_change> heard;
};

}  // namespace

TEST_CASE("the members of a company are those who are assigned to it, or are something there") {
  const people_of_bell some;
  CHECK(some.members(R"({"company": "bell"})") == "1 2 3");
  CHECK(some.members(R"({"company": "bell", "sort": "-number"})") == "3 2 1");
  CHECK(some.members(R"({"company": "bell", "role": "buyer"})") == "1 3");
  CHECK(some.members(R"({"company": "bell", "role": "approver"})").empty());
  CHECK(some.members(R"({"company": "bell", "limit": 1})") == "1");
}

TEST_CASE("who is limited sees those members whom he sees, of companies that he sees") {
  people_of_bell some;
  some.in.caller.sites = {"north"};
  CHECK(some.members(R"({"company": "bell"})") == "1 2");
  some.in.caller.sites = {"south"};
  CHECK(some.members(R"({"company": "bell"})") == "company: not_found");
  CHECK(some.members(R"({"company": "nobody"})") == "company: not_found");
}

TEST_CASE("pages of members go on as those of the list that is asked by the company") {
  shop in;
  const auto made = actors::prepare_scan(
      tests::asked<methods::companies_members>(R"({"company": "bell", "sort": "-last_name"})"),
      *in.view);
  const auto list =
      actors::prepare_scan(tests::asked<methods::customers_list>(
                               R"({"filter": {"companies": "bell"}, "sort": "-last_name"})"),
                           *in.view);
  REQUIRE(made);
  REQUIRE(list);
  CHECK(made->digest == list->digest);
  CHECK(made->with_contacts);
  in.make<methods::settings_update>(R"({"set": {"b2b": false}})");
  CHECK(tests::wrong_in(actors::prepare_scan(
            tests::asked<methods::companies_members>(R"({"company": "bell"})"), *in.view)) ==
        "capability_off");
}
