// What must be true of companies and of who is assigned to them, broken on purpose in a store that
// is otherwise whole.
#include <algorithm>

#include "protocol/records/company.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/index_entries.hpp"
#include "protocol/records/tenant.hpp"
#include "storage/company_order.hpp"
#include "storage/verify.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

namespace {

constexpr tenant_number self{1};
using ids = std::vector<std::string>;

records::company bell() {
  return {.id = "bell",
          .number = 1,
          .name = "Bell",
          .external_id = "ERP 7",
          .legal_entities = {{.id = "a"}, {.id = "b"}}};
}

records::customer anna() {
  records::customer made{.number = 1};
  made.companies = ids{"bell"};
  return made;
}

// With its places in the lists' orders, in place of those that it had.
void put_company(change_set& into, const records::company& now,
                 const std::optional<records::company>& before = {}) {
  put_row(into, company_key(self, static_cast<std::uint64_t>(now.number)), now);
  if (before)
    for (const std::string& each : company_order_keys(self, *before))
      into.erasures.push_back({table::unique, each});
  for (const std::string& each : company_order_keys(self, now))
    into.puts.push_back(
        {table::unique, each, fields::encode_tagged(records::unique_entry{.number = now.number})});
}

// A tenant with one company and a guest who buys for it.
change_set whole_set() {
  change_set set{};
  put_row(set, record_key(node_tenant, record_kind::tenant, 1), records::tenant{.name = "one"});
  put_name(set, unique_key(node_tenant, unique_space::tenant_name, "one"), 1);
  set.used_numbers.push_back({node_tenant, record_kind::tenant, 1});
  put_company(set, bell());
  put_name(set, unique_key(self, unique_space::company_id, "bell"), 1);
  put_name(set, unique_key(self, unique_space::company_external_id, "ERP 7"), 1);
  set.used_numbers.push_back({self, record_kind::company, 1});
  put_row(set, customer_key(self, {1}), anna());
  set.used_numbers.push_back({self, record_kind::customer, 1});
  return set;
}

std::string broken_by(const change_set& damage) { return test::broken_by(damage, whole_set()); }

template <class Change>
std::string broken_by_company(Change&& change) {
  records::company changed = bell();
  change(changed);
  change_set set{};
  put_company(set, changed, bell());
  return broken_by(set);
}

std::string broken_by_assignment(const ids& companies) {
  records::customer changed = anna();
  changed.companies = companies;
  change_set set{};
  put_row(set, customer_key(self, {1}), changed);
  return broken_by(set);
}

}  // namespace

TEST_CASE("companies and assignments that agree verify") { CHECK(broken_by({}).empty()); }

TEST_CASE("ids of companies match both ways") {
  change_set nameless{};
  nameless.erasures.push_back(
      {table::unique, std::string(unique_key(self, unique_space::company_id, "bell").view())});
  CHECK(broken_by(nameless) == "I13");  // whoever buys for it is looked at first
  CHECK(broken_by_company([](auto& each) { each.id = "other"; }) == "names");
  change_set stray{};
  put_name(stray, unique_key(self, unique_space::company_id, "ring"), 2);
  CHECK(broken_by(stray) == "names");
}

TEST_CASE("a company has the number of its key, and legal entities of different ids") {
  change_set misnumbered{};
  records::company another = bell();
  another.number = 2;
  put_row(misnumbered, company_key(self, 1), another);
  CHECK(broken_by(misnumbered) == "numbers");
  CHECK(broken_by_company([](auto& each) { each.legal_entities[1].id = "a"; }) == "names");
  change_set unnumbered{};
  records::company second = bell();
  second.external_id.reset();
  second.number = 2;
  second.id = "ring";
  put_company(unnumbered, second);
  put_name(unnumbered, unique_key(self, unique_space::company_id, "ring"), 2);
  CHECK(broken_by(unnumbered) == "numbers");
}

TEST_CASE("external ids of companies match both ways") {
  CHECK(broken_by_company([](auto& each) { each.external_id = "ERP 8"; }) == "names");
  CHECK(broken_by_company([](auto& each) { each.external_id.reset(); }) == "names");
  const key entry = unique_key(self, unique_space::company_external_id, "ERP 7");
  change_set nameless{};
  nameless.erasures.push_back({table::unique, std::string(entry.view())});
  CHECK(broken_by(nameless) == "names");
  change_set of_another{};
  put_name(of_another, entry, 2);
  CHECK(broken_by(of_another) == "names");
}

TEST_CASE("a company stands where its record says in each order, and nowhere else") {
  CHECK(broken_by_company([](auto& each) { each.name = "Ring"; }).empty());
  for (const std::string& each : company_order_keys(self, bell())) {
    CAPTURE(each);
    change_set missing{};
    missing.erasures.push_back({table::unique, each});
    CHECK(broken_by(missing) == "names");
    change_set of_another{};
    of_another.puts.push_back(
        {table::unique, each, fields::encode_tagged(records::unique_entry{.number = 2})});
    CHECK(broken_by(of_another) == "names");
  }
  records::company renamed = bell();
  renamed.name = "Ring";
  renamed.external_id.reset();
  renamed.updated_at = 5;
  for (const std::string& each : company_order_keys(self, renamed)) {
    const auto own = company_order_keys(self, bell());
    if (std::ranges::count(own, each) > 0) continue;
    CAPTURE(each);
    change_set extra{};
    extra.puts.push_back(
        {table::unique, each, fields::encode_tagged(records::unique_entry{.number = 1})});
    CHECK(broken_by(extra) == "names");
  }
  // The record has changed, and not where it stands.
  change_set left_behind{};
  put_row(left_behind, company_key(self, 1), renamed);
  left_behind.erasures.push_back(
      {table::unique,
       std::string(unique_key(self, unique_space::company_external_id, "ERP 7").view())});
  CHECK(broken_by(left_behind) == "names");
}

TEST_CASE("roles are at companies that he buys for, in order") {
  using all = std::vector<records::roles_at_company>;
  const auto broken_by_roles = [](const all& roles) {
    records::customer changed = anna();
    changed.company_roles = roles;
    change_set set{};
    put_row(set, customer_key(self, {1}), changed);
    return broken_by(set);
  };
  CHECK(broken_by_roles({{"bell", {"admin", "buyer"}}}).empty());
  CHECK(broken_by_roles({}) == "names");
  CHECK(broken_by_roles({{"ring", {"buyer"}}}) == "names");
  CHECK(broken_by_roles({{"bell", {}}}) == "names");
  CHECK(broken_by_roles({{"bell", {"buyer", "admin"}}}) == "names");
  CHECK(broken_by_roles({{"bell", {"buyer", "buyer"}}}) == "names");
  CHECK(broken_by_roles({{"bell", {"buyer"}}, {"bell", {"buyer"}}}) == "names");
  CHECK(broken_by_roles({{"bell", ids(11, "buyer")}}) == "names");
}

TEST_CASE("I13: whoever buys for companies buys for some that are there, each once") {
  CHECK(broken_by_assignment({"bell", "ring"}) == "I13");
  CHECK(broken_by_assignment({"bell", "bell"}) == "names");
  CHECK(broken_by_assignment({}) == "numbers");
}
