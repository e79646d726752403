// What must be true of companies and of who is assigned to them, broken on purpose in a store that
// is otherwise whole.
#include "protocol/records/company.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/index_entries.hpp"
#include "protocol/records/tenant.hpp"
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

// A tenant with one company and a guest who buys for it.
change_set whole_set() {
  change_set set{};
  put_row(set, record_key(node_tenant, record_kind::tenant, 1), records::tenant{.name = "one"});
  put_name(set, unique_key(node_tenant, unique_space::tenant_name, "one"), 1);
  set.used_numbers.push_back({node_tenant, record_kind::tenant, 1});
  put_row(set, company_key(self, 1), bell());
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
  put_row(set, company_key(self, 1), changed);
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
  CHECK(broken_by_company([](auto& each) { each.number = 2; }) == "numbers");
  CHECK(broken_by_company([](auto& each) { each.legal_entities[1].id = "a"; }) == "names");
  change_set unnumbered{};
  records::company second = bell();
  second.external_id.reset();
  second.number = 2;
  second.id = "ring";
  put_row(unnumbered, company_key(self, 2), second);
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
