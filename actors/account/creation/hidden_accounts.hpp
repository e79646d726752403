// Where a tenant hides which e-mails have an account (security.md 8). No CAF.
#pragma once

#include "actors/principal.hpp"
#include "actors/tenant/view.hpp"
#include "protocol/methods/definition.hpp"

namespace atrium::actors {

// A storefront is not to learn it; whoever may write customers does.
inline bool hides_accounts_from(const principal& caller, const tenant_view& tenant) {
  return tenant.tenant.hide_accounts &&
         (caller.scopes & methods::any_of(records::scope::customers_write)) == 0;
}

}  // namespace atrium::actors
