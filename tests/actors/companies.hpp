// A shop with companies, and what the store has of them, for tests of what is decided on them: as
// the actors do it, each command is decided on what is stored.
#pragma once

#include <map>
#include <string>

#include "protocol/methods/companies.hpp"
#include "protocol/records/change.hpp"
#include "tests/actors/shop.hpp"

namespace atrium::tests {

struct company_shop : shop {
  template <class Method>
  actors::decided_tenant asked_for(std::string_view json) {
    const Method call = asked<Method>(json);
    actors::tenant_context in = context();
    if constexpr (std::is_same_v<Method, methods::companies_create>)
      in.companies = {find(call.id.value_or("")), find_other(call.profile), next};
    else
      in.companies.named = find(call.company);
    if constexpr (requires { call.set; }) in.companies.other = find_other(call.set);
    return actors::decide(call, *view, in);
  }
  // What has become of it is in the store then.
  template <class Method>
  actors::tenant_decision done(std::string_view json) {
    auto made = asked_for<Method>(json);
    if (!made) FAIL(made.failure().message);
    keep(made->changes);
    return std::move(made).value();
  }
  // One of the id, brought into the state by the rules themselves.
  void make_company(const std::string& id, records::company_state state);

  std::optional<actors::stored_company> find(const std::string& id) const;
  // The one that has the external id which is to be given.
  std::optional<actors::stored_company> find_other(
      const fields::partial<records::company>& given) const;
  const records::company& company(const std::string& id) const { return rows.at(id).record; }

  std::map<std::string, actors::stored_company> rows;  // by id
  std::uint64_t next = 1;

 private:
  void keep(const storage::change_set& changes);
};

}  // namespace atrium::tests
