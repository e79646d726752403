#include "tests/actors/shop.hpp"

#include "protocol/methods/sites.hpp"
#include "protocol/methods/tenants.hpp"

namespace atrium::tests {

shop::shop() {
  apply(decide(asked<methods::tenants_create>(
                   R"({"tenant": "shop", "name": "The Shop", "currency": "EUR"})"),
               tenant_number{7}, context()));
  make<methods::realms_create>(R"({"realm": "outlet"})");
  make<methods::sites_create>(R"({"site": "north", "currency": "CHF", "locale": "de"})");
  make<methods::sites_create>(R"({"site": "south"})");
  make<methods::sites_create>(R"({"site": "discount", "realm": "outlet"})");
  caller.what = actors::principal::kind::client;
  caller.id = "me";
  caller.scopes = methods::any_scope;
}

void shop::apply(actors::decided_tenant made) {
  if (!made) FAIL(made.failure().message);
  last = std::move(made).value();
  view = last.after;
}

std::string wrong_in(const error& failure) {
  if (failure.fields.empty())
    return (failure.path.empty() ? "" : failure.path + ": ") +
           std::string(row_of(failure.code).name);
  std::string all;
  for (const field_error& each : failure.fields)
    all += (all.empty() ? "" : ", ") + each.path + ": " + std::string(row_of(each.code).name);
  return all;
}

}  // namespace atrium::tests
