#include <algorithm>
#include <array>
#include <set>

#include "protocol/methods/tenants.hpp"
#include "protocol/records/audit_entry.hpp"
#include "storage/company_order.hpp"
#include "storage/keys.hpp"
#include "tests/actors/companies.hpp"

using namespace atrium;
using namespace atrium::tests;
using methods::companies_approve;
using methods::companies_create;
using methods::companies_deny;
using methods::companies_disable;
using methods::companies_enable;
using methods::companies_update;
using records::company_state;

namespace {

records::change told_in(const actors::tenant_decision& made) {
  REQUIRE(made.changes.journal.size() == 1);
  const auto entry = fields::decode_tagged<records::change>(made.changes.journal.front().value);
  REQUIRE(entry);
  return *entry;
}

std::string named(const std::string& id, const std::string& more = "") {
  return R"({"company": ")" + id + "\"" + more + "}";
}

}  // namespace

TEST_CASE("a company is pending when it is made, or approved where the tenant says so") {
  company_shop in;
  const auto made = in.done<companies_create>(
      R"({"name": "Bell & Sons", "vat_id": "DE 1", "address": {"address1": "Street 1", "zip": "1",
          "city": "Town", "country": "de"},
          "legal_entities": [{"id": "de", "name": "Bell GmbH", "type": "GmbH"}]})");
  const records::company& bell = in.company("f1");
  CHECK(bell.state == company_state::pending);
  CHECK_FALSE(bell.state_changed_at);
  CHECK(bell.number == 1);
  CHECK(bell.created_at == in.world.now);
  CHECK(bell.address->country == "DE");
  CHECK(bell.legal_entities.at(0).name == "Bell GmbH");
  CHECK(told_in(made).kind == "company.created");
  CHECK(told_in(made).object == "f1");
  CHECK(told_in(made).version == 1);
  CHECK(made.changes.used_numbers.size() == 1);
  CHECK_FALSE(made.after);  // the view of the tenant stays as it is
  in.make<methods::settings_update>(R"({"set": {"companies_approved_on_creation": true}})");
  in.done<companies_create>(R"({"name": "Other"})");
  CHECK(in.company("f2").state == company_state::approved);
}

TEST_CASE("a company that cannot be made is refused") {
  company_shop in;
  in.done<companies_create>(R"({"id": "bell", "name": "Bell"})");
  const auto wrong = [&](const std::string& json) {
    return wrong_in(in.asked_for<companies_create>(json));
  };
  CHECK(wrong(R"({"id": "bell", "name": "Bell"})") == "id: id_taken");
  CHECK(wrong(R"({"site": "nowhere", "legal_entities": [{"id": "a", "name": "A"},
                  {"id": "b", "name": "B"}, {"id": "a", "name": "C"}]})") ==
        "site: not_found, legal_entities.2.id: invalid_field, name: missing_field");
  in.next = actors::companies_max + 1;
  CHECK(wrong(R"({"name": "One more"})") == "limit_reached");
}

// The table, said once more in other words: what each verb makes of each state.
TEST_CASE("each verb leads from the states that it is for, and from no other") {
  struct row {
    company_state from;
    std::array<std::optional<company_state>, 4> to;  // by approve, deny, disable, enable
  };
  using enum company_state;
  constexpr std::nullopt_t none = std::nullopt;
  const std::array<row, 4> table{
      row{pending, {approved, denied, none, none}}, row{approved, {none, none, disabled, none}},
      row{denied, {approved, none, none, none}}, row{disabled, {none, none, none, approved}}};
  for (const row& each : table)
    for (std::size_t verb = 0; verb < each.to.size(); ++verb) {
      CAPTURE(fields::name_of(each.from), verb);
      company_shop in;
      in.make_company("bell", each.from);
      const records::company before = in.company("bell");
      const auto made = [&] {
        switch (verb) {
          case 0:
            return in.asked_for<companies_approve>(named("bell"));
          case 1:
            return in.asked_for<companies_deny>(named("bell"));
          case 2:
            return in.asked_for<companies_disable>(named("bell"));
          default:
            return in.asked_for<companies_enable>(named("bell"));
        }
      }();
      CHECK(static_cast<bool>(made) == each.to[verb].has_value());
      if (!made) {
        CHECK(wrong_in(made) == "company: invalid_field");
        CHECK(std::get<std::string>(made.failure().data.at(0).second) ==
              fields::name_of(each.from));
        continue;
      }
      CHECK(told_in(*made).kind == "company.state_changed");
      CHECK(told_in(*made).version == before.version + 1);
      CHECK(made->changes.audit.size() == 1);
      const auto after = fields::decode_tagged<records::company>(made->changes.puts.at(0).value);
      REQUIRE(after);
      CHECK(after->state == *each.to[verb]);
    }
}

TEST_CASE("a change of state says who did it, when and why") {
  company_shop in;
  in.make_company("bell", company_state::pending);
  in.options.reason = "not in the register";
  in.world.now += 5;
  in.done<companies_deny>(named("bell"));
  const records::company& denied = in.company("bell");
  CHECK(denied.state_changed_by == "client:me");
  CHECK(denied.state_changed_at == in.world.now);
  CHECK(denied.state_reason == "not in the register");
  in.options.reason.reset();
  in.done<companies_approve>(named("bell"));
  CHECK_FALSE(in.company("bell").state_reason);
}

TEST_CASE("an update changes what it names, at the version that it insists on") {
  company_shop in;
  in.make_company("bell", company_state::pending);
  const auto made = in.done<companies_update>(
      named("bell", R"(, "set": {"name": "Bell and Sons", "site": "north"})"));
  CHECK(told_in(made).fields_changed == std::vector<std::string>{"name", "site"});
  CHECK(in.company("bell").version == 2);
  CHECK(made.changes.audit.empty());
  CHECK(in.done<companies_update>(named("bell", R"(, "set": {"site": "north"})"))
            .changes.puts.empty());
  in.options.if_version = 1;
  CHECK(wrong_in(in.asked_for<companies_update>(named("bell", R"(, "unset": ["email"])"))) ==
        "version_conflict");
  in.options.if_version = 2;
  in.done<companies_update>(named("bell", R"(, "unset": ["email"])"));
  CHECK_FALSE(in.company("bell").email);
  in.options.if_version.reset();
  CHECK(
      wrong_in(in.asked_for<companies_update>(named("bell", R"(, "unset": ["name", "state"])"))) ==
      "unset.0: invalid_field, unset.1: invalid_field");
  CHECK(wrong_in(in.asked_for<companies_update>(named("nobody"))) == "company: not_found");
  // Who may see it is a matter of rights.
  CHECK(in.done<companies_update>(named("bell", R"(, "set": {"restriction": "vip"})"))
            .changes.audit.size() == 1);
}

TEST_CASE("an external id is one company's, and free once that has another") {
  company_shop in;
  const auto key = [&](const std::string& id) {
    return std::string(
        storage::unique_key(in.view->number, storage::unique_space::company_external_id, id)
            .view());
  };
  const auto puts = [](const actors::tenant_decision& made, const std::string& name) {
    return std::ranges::count(made.changes.puts, name, &storage::put::key) == 1;
  };
  const auto erases = [](const actors::tenant_decision& made, const std::string& name) {
    return std::ranges::count(made.changes.erasures, name, &storage::erasure::key) == 1;
  };
  const auto made =
      in.done<companies_create>(R"({"id": "bell", "name": "Bell", "external_id": "ERP 7"})");
  CHECK(puts(made, key("ERP 7")));
  CHECK(std::ranges::count(made.changes.expectations, key("ERP 7"), &storage::expectation::key) ==
        1);
  CHECK(wrong_in(in.asked_for<companies_create>(R"({"name": "X", "external_id": "ERP 7"})")) ==
        "external_id: id_taken");
  in.done<companies_create>(R"({"id": "ring", "name": "Ring"})");
  CHECK(wrong_in(in.asked_for<companies_update>(
            named("ring", R"(, "set": {"external_id": "ERP 7"})"))) == "set.external_id: id_taken");
  // To say again what it has changes nothing.
  CHECK(in.done<companies_update>(named("bell", R"(, "set": {"external_id": "ERP 7"})"))
            .changes.puts.empty());
  const auto moved =
      in.done<companies_update>(named("bell", R"(, "set": {"external_id": "ERP 8"})"));
  CHECK(erases(moved, key("ERP 7")));
  CHECK(puts(moved, key("ERP 8")));
  in.done<companies_update>(named("ring", R"(, "set": {"external_id": "ERP 7"})"));
  const auto freed = in.done<companies_update>(named("bell", R"(, "unset": ["external_id"])"));
  CHECK(erases(freed, key("ERP 8")));
  CHECK(std::ranges::none_of(
      freed.changes.puts, [&](const storage::put& each) { return each.key.starts_with(key("")); }));
}

// What a list in any order is made of.
TEST_CASE("a company's places in the orders of lists are put with it, and move as it changes") {
  company_shop in;
  std::set<std::string> rows;
  const auto keep = [&](const actors::tenant_decision& made) {
    const std::string space(
        storage::unique_key(in.view->number, storage::unique_space::company_order, "").view());
    for (const storage::erasure& each : made.changes.erasures)
      if (each.key.starts_with(space)) CHECK(rows.erase(each.key) == 1);
    std::size_t moved = 0;
    for (const storage::put& each : made.changes.puts)
      if (each.key.starts_with(space)) {
        CHECK(rows.insert(each.key).second);
        ++moved;
      }
    const auto wanted = storage::company_order_keys(in.view->number, in.company("bell"));
    CHECK(rows == std::set<std::string>(wanted.begin(), wanted.end()));
    return moved;
  };
  CHECK(keep(in.done<companies_create>(R"({"id": "bell", "name": "Bell"})")) ==
        storage::company_orders().size());
  // Of all that stays where it is nothing is written.
  CHECK(keep(in.done<companies_update>(named("bell", R"(, "set": {"name": "BELL"})"))) == 0);
  in.world.now += 5;
  CHECK(keep(in.done<companies_update>(named("bell", R"(, "set": {"name": "Ring"})"))) == 2);
  CHECK(keep(in.done<companies_update>(named("bell", R"(, "set": {"external_id": "7"})"))) == 1);
  in.world.now += 5;
  CHECK(keep(in.done<companies_approve>(named("bell"))) == 2);
  CHECK(keep(in.done<companies_update>(named("bell", R"(, "unset": ["external_id"])"))) == 1);
}

TEST_CASE("who is limited sees companies like customers, and gives away none") {
  company_shop in;
  in.done<companies_create>(
      R"({"id": "north", "name": "N", "site": "north", "restriction": "vip"})");
  in.done<companies_create>(R"({"id": "south", "name": "S", "site": "south"})");
  in.done<companies_create>(R"({"id": "free", "name": "F"})");
  in.caller.sites = {"north"};
  CHECK(in.asked_for<companies_approve>(named("north")));
  CHECK(wrong_in(in.asked_for<companies_approve>(named("south"))) == "company: not_found");
  CHECK(wrong_in(in.asked_for<companies_approve>(named("free"))) == "company: not_found");
  CHECK(wrong_in(in.asked_for<companies_create>(R"({"name": "X"})")) == "site: forbidden");
  CHECK(wrong_in(in.asked_for<companies_create>(R"({"name": "X", "site": "south"})")) ==
        "site: not_found");
  CHECK(wrong_in(in.asked_for<companies_update>(named("north", R"(, "unset": ["site"])"))) ==
        "set.site: forbidden");
  in.caller.sites.clear();
  in.caller.restrictions = {"vip"};
  CHECK(in.asked_for<companies_approve>(named("north")));
  CHECK(wrong_in(in.asked_for<companies_approve>(named("free"))) == "company: not_found");
  CHECK(wrong_in(in.asked_for<companies_create>(R"({"name": "X"})")) ==
        "restriction: invalid_field");
  in.caller.restrictions = {"south"};
  CHECK(wrong_in(in.asked_for<companies_approve>(named("south"))) == "company: not_found");
  in.make<methods::settings_update>(R"({"set": {"sites_and_restrictions_sync": true}})");
  CHECK(in.asked_for<companies_approve>(named("south")));
}

TEST_CASE("a tenant without b2b has no companies") {
  company_shop in;
  in.make_company("bell", company_state::approved);
  in.make<methods::settings_update>(R"({"set": {"b2b": false}})");
  CHECK(wrong_in(in.asked_for<companies_create>(R"({"name": "X"})")) == "capability_off");
  CHECK(wrong_in(in.asked_for<companies_update>(named("bell"))) == "capability_off");
  CHECK(wrong_in(in.asked_for<companies_disable>(named("bell"))) == "capability_off");
}
