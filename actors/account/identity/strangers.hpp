// A login that leads to nobody is guarded like a customer's (security.md 7, 8), so that nobody
// learns from waits and answers who is a customer. It gets an account number that no customer has,
// an account actor and a guard of its own, and nothing else.
#pragma once

#include <string_view>

#include "actors/tenant/view.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {

// Follows from the login, and tells nothing of it without the tenant's key.
account_number stranger_of(const tenant_view& tenant, realm_number realm, std::string_view login);

constexpr bool is_stranger(account_number number) { return number.value >> 63 != 0; }

inline storage::key guard_key(tenant_number tenant, account_number account) {
  return is_stranger(account)
             ? storage::stranger_key(tenant, account)
             : storage::login_part_key(tenant, account, storage::customer_item::guard);
}

}  // namespace atrium::actors
