#include "actors/segments/slices.hpp"

#include "actors/tenant/segments.hpp"
#include "actors/visiting_accounts.hpp"

namespace atrium::actors {

outcome<misplaced_slice> find_misplaced(const storage::snapshot& reading, const tenant_view& tenant,
                                        std::uint64_t from) {
  misplaced_slice slice;
  const auto next =
      visit_accounts(reading, tenant.number, from,
                     [&](account_number account, const records::customer& who) -> outcome<bool> {
                       if (who.is_tombstone()) return true;
                       records::customer after = who;
                       follow_rules(tenant, nullptr, after);
                       if (after.groups != who.groups || after.segments != who.segments)
                         slice.whose.push_back(account);
                       return slice.whose.size() < misplaced_max;
                     });
  if (!next) return next.failure();
  slice.next = *next;
  return slice;
}

}  // namespace atrium::actors
