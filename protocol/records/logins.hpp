// The names of a registered customer that are in the one namespace of his realm (features.md A3,
// V5). Whoever looks at all of them does it through here.
#pragma once

#include "protocol/records/customer.hpp"
#include "protocol/records/index_entries.hpp"

namespace atrium::records {

// Calls visit(canonical, login_kind) for each.
template <class Visit>
void for_each_login(const customer& who, Visit&& visit) {
  if (who.email_key) visit(*who.email_key, login_kind::email);
  if (who.username_key) visit(*who.username_key, login_kind::username);
  if (who.pending_email_key) visit(*who.pending_email_key, login_kind::pending_email);
}

}  // namespace atrium::records
