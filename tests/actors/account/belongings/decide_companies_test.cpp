#include <algorithm>

#include "actors/account/belongings/carts.hpp"
#include "actors/account/belongings/companies.hpp"
#include "actors/account/leaving/tombstone.hpp"
#include "protocol/methods/carts.hpp"
#include "protocol/methods/contacts.hpp"
#include "protocol/methods/merging.hpp"
#include "protocol/methods/tenants.hpp"
#include "protocol/records/audit_entry.hpp"
#include "storage/keys.hpp"
#include "tests/actors/account/anna.hpp"
#include "tests/actors/companies.hpp"

using namespace atrium;
using namespace atrium::tests;
using methods::companies_assign;
using methods::companies_unassign;
using records::company_state;

namespace {

using ids = std::vector<std::string>;
using roles_at = std::vector<records::roles_at_company>;

// Anna, and the companies of her shop.
struct buying_anna : anna {
  explicit buying_anna(company_shop& at) : anna(at), offices(at) {}

  template <class Method>
  outcome<actors::decision> asked_for(const std::string& company, const std::string& more = "") {
    find({company});
    return decided<Method>(R"({"customer": {"id": "c41"}, "company": ")" + company + "\"" + more +
                           "}");
  }
  template <class Method>
  actors::decision does(const std::string& company, const std::string& more = "") {
    auto made = asked_for<Method>(company, more);
    if (!made) FAIL(made.failure().message);
    now = made->after;
    return std::move(made).value();
  }
  // As the account does it: what a command names is read for it.
  void find(const ids& named) {
    auto found = std::make_shared<actors::named_companies>();
    for (const std::string& each : named)
      if (auto known = offices.find(each)) found->push_back(std::move(*known));
    now.parts.companies = std::move(found);
  }

  company_shop& offices;
};

std::string key_of(const company_shop& in, std::uint64_t number) {
  return std::string(storage::company_key(in.view->number, number).view());
}

}  // namespace

TEST_CASE("an assignment stands in the customer's record, and makes him B2B") {
  company_shop in;
  in.make_company("bell", company_state::approved);
  buying_anna her(in);
  CHECK_FALSE(her.now.profile->is_b2b());
  const auto made = her.does<companies_assign>("bell");
  CHECK(her.now.profile->companies == ids{"bell"});
  CHECK(her.now.profile->is_b2b());
  CHECK(her.now.profile->version == 2);
  CHECK(expects_unchanged(made, key_of(in, 1)));
  const records::change told = event_of(made.changes);
  CHECK(told.kind == "customer.company_assigned");
  CHECK(told.object == "bell");
  CHECK(told.version == 2);
  CHECK(told.fields_changed == ids{"companies"});
  CHECK(made.changes.audit.size() == 1);
  // Once more changes nothing.
  CHECK(her.does<companies_assign>("bell").changes.puts.empty());
}

TEST_CASE("who buys for a company no more is not B2B any more") {
  company_shop in;
  in.make_company("bell", company_state::approved);
  in.make_company("ring", company_state::approved);
  buying_anna her(in);
  her.does<companies_assign>("bell");
  her.does<companies_assign>("ring");
  in.done<methods::companies_disable>(R"({"company": "bell"})");
  const auto made = her.does<companies_unassign>("bell");
  CHECK(her.now.profile->companies == ids{"ring"});
  CHECK(event_of(made.changes).kind == "customer.company_unassigned");
  CHECK(wrong_in(her.asked_for<companies_unassign>("bell")) == "company: not_found");
  her.does<companies_unassign>("ring");
  CHECK_FALSE(her.now.profile->companies);
}

TEST_CASE("roles at a company are changed by assigning again, and told of when they are others") {
  company_shop in;
  in.make_company("bell", company_state::approved);
  in.make_company("alarm", company_state::approved);
  buying_anna her(in);
  const auto assigned =
      her.does<companies_assign>("bell", R"(, "roles": ["buyer", "admin", "buyer"])");
  CHECK(her.now.profile->roles_at("bell") == ids{"admin", "buyer"});
  CHECK(event_of(assigned.changes).kind == "customer.company_assigned");
  CHECK(event_of(assigned.changes).fields_changed == ids{"companies", "company_roles"});
  // The same ones, in whatever order, and none given at all, change nothing.
  for (const std::string same : {"", R"(, "roles": ["admin", "buyer"])"}) {
    const auto made = her.does<companies_assign>("bell", same);
    CHECK(made.changes.puts.empty());
    CHECK(made.changes.journal.empty());
  }
  her.does<companies_assign>("alarm", R"(, "roles": ["buyer"])");
  CHECK(her.now.profile->company_roles ==
        roles_at{{"alarm", {"buyer"}}, {"bell", {"admin", "buyer"}}});
  // Also where nobody more is assigned.
  in.done<methods::companies_disable>(R"({"company": "bell"})");
  const auto changed = her.does<companies_assign>("bell", R"(, "roles": ["buyer"])");
  CHECK(event_of(changed.changes).kind == "customer.company_roles_changed");
  CHECK(event_of(changed.changes).object == "bell");
  CHECK(event_of(changed.changes).version == 4);
  CHECK(event_of(changed.changes).fields_changed == ids{"company_roles"});
  CHECK(changed.changes.audit.size() == 1);
  her.does<companies_assign>("alarm", R"(, "roles": [])");
  CHECK(her.now.profile->companies == ids{"bell", "alarm"});
  CHECK(her.now.profile->roles_at("alarm").empty());
  const auto left = her.does<companies_unassign>("bell");
  CHECK(event_of(left.changes).fields_changed == ids{"companies", "company_roles"});
  CHECK_FALSE(her.now.profile->company_roles);
}

TEST_CASE("nobody is assigned to a company that is not approved, or that he who asks cannot see") {
  company_shop in;
  for (const auto state : {company_state::pending, company_state::denied, company_state::disabled})
    in.make_company(std::string(fields::name_of(state)), state);
  in.make_company("bell", company_state::approved);
  buying_anna her(in);
  for (const std::string state : {"pending", "denied", "disabled"}) {
    const auto refused = her.asked_for<companies_assign>(state);
    CHECK(wrong_in(refused) == "company: invalid_field");
    CHECK(std::get<std::string>(refused.failure().data.at(0).second) == state);
  }
  CHECK(wrong_in(her.asked_for<companies_assign>("nobody")) == "company: not_found");
  in.options.if_version = 2;
  CHECK(wrong_in(her.asked_for<companies_assign>("bell")) == "version_conflict");
  in.options.if_version.reset();
  in.caller.restrictions = {"vip"};
  CHECK(wrong_in(her.asked_for<companies_assign>("bell")) == "company: not_found");
  in.caller.restrictions.clear();
  in.make<methods::settings_update>(R"({"set": {"b2b": false}})");
  CHECK(wrong_in(her.asked_for<companies_assign>("bell")) == "capability_off");
  CHECK(wrong_in(her.asked_for<companies_unassign>("bell")) == "capability_off");
}

TEST_CASE("a customer buys for a bounded number of companies") {
  company_shop in;
  buying_anna her(in);
  for (std::size_t i = 0; i <= records::customer::companies_max; ++i)
    in.make_company("c" + std::to_string(i), company_state::approved);
  for (std::size_t i = 0; i < records::customer::companies_max; ++i)
    her.does<companies_assign>("c" + std::to_string(i));
  CHECK(wrong_in(her.asked_for<companies_assign>(
            "c" + std::to_string(records::customer::companies_max))) == "limit_reached");
}

TEST_CASE("who buys for a company has several carts at a site") {
  company_shop in;
  in.make_company("bell", company_state::approved);
  buying_anna her(in);
  const std::string save = R"({"customer": {"id": "c41"}, "site": "north", "name": ")";
  her.done<methods::carts_save>(save + "one\"}");
  her.done<methods::carts_save>(save + "the same\"}");
  CHECK(actors::carts_of(her.now).size() == 1);
  her.does<companies_assign>("bell");
  her.done<methods::carts_save>(save + "another\"}");
  CHECK(actors::carts_of(her.now).size() == 2);
}

TEST_CASE(
    "a merge unites the companies of both, as many as one may have, and what they are there") {
  company_shop in;
  buying_anna her(in);
  her.now.profile->companies = ids{"a", "b"};
  her.now.profile->company_roles = roles_at{{"b", {"buyer"}}};
  const auto merged = [&](const ids& his, const ids& roles = {}) {
    auto made = in.prepared<methods::customers_create>(
        R"({"email": "bob@example.com", "first_name": "Bob", "last_name": "Hope", "id": "bob"})");
    REQUIRE(made);
    actors::decide_context at_his = in.account_context();
    at_his.account = {52};
    auto born = actors::decide(*made, {}, at_his);
    REQUIRE(born);
    born->after.profile->companies = his;
    if (!roles.empty()) born->after.profile->company_roles = roles_at{{"b", roles}};
    actors::decide_context context = in.account_context();
    context.whole = actors::whole_account{{52}, *born->after.profile, born->after.checksum, {}, {}};
    return actors::decide(
        asked<methods::customers_merge>(R"({"customer": {"id": "c41"}, "from": {"id": "bob"}})"),
        her.now, context);
  };
  const auto both = merged({"b", "c"});
  REQUIRE(both);
  CHECK(both->after.profile->companies == ids{"a", "b", "c"});
  CHECK(both->after.profile->roles_at("b") == ids{"buyer"});
  const auto roles = merged({"b"}, {"admin", "buyer"});
  REQUIRE(roles);
  CHECK(roles->after.profile->companies == ids{"a", "b"});
  CHECK(roles->after.profile->roles_at("b") == ids{"admin", "buyer"});
  ids ten;
  for (int i = 0; i < 10; ++i) ten.push_back("r" + std::to_string(i));
  CHECK(wrong_in(merged({"b"}, ten)) == "limit_reached");
  ids many;
  for (int i = 0; i < 19; ++i) many.push_back("m" + std::to_string(i));
  CHECK(wrong_in(merged(many)) == "limit_reached");
}

TEST_CASE("of one who is erased nothing says whom he bought for") {
  records::customer before;
  before.companies = ids{"bell"};
  before.company_roles = roles_at{{"bell", {"buyer"}}};
  CHECK_FALSE(actors::tombstone_of(before).companies);
  CHECK_FALSE(actors::tombstone_of(before).company_roles);
}
