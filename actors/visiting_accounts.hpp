// Looking at all customers of a tenant, a bounded number at a time: the snapshot is let go in
// between, so that no pages are held for long. No CAF, no threads.
#pragma once

#include <cstdint>

#include "protocol/records/customer.hpp"
#include "storage/keys.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

inline constexpr int accounts_looked_at_max = 500;

// Calls visit(account, record) for the next accounts from `from` on, until it returns false; each
// is sought by its number, past whatever else belongs to the one before. Returns the account to go
// on with; 0: that was all.
template <class Visit>
outcome<std::uint64_t> visit_accounts(const storage::snapshot& reading, tenant_number tenant,
                                      std::uint64_t from, Visit&& visit) {
  const storage::key prefix = storage::record_prefix(tenant, storage::record_kind::customer);
  for (int looked_at = 0;; ++looked_at) {
    const auto found = reading.first_at_or_after(storage::table::records,
                                                 storage::customer_key(tenant, {from}), prefix);
    if (!found) return found.failure();
    if (!*found) return 0;
    const account_number account{storage::name_in((*found)->key).number};
    if (looked_at == accounts_looked_at_max) return account.value;
    from = account.value + 1;
    const auto record = fields::decode_tagged<records::customer>((*found)->value);
    if (!record) return refusal(errc::internal);
    const outcome<bool> more = visit(account, *record);
    if (!more) return more.failure();
    if (!*more) return 0;
  }
}

}  // namespace atrium::actors
