#include "actors/telling.hpp"
#include "actors/tenant/decide.hpp"
#include "actors/tenant/denial.hpp"

namespace atrium::actors {

decided_tenant decide(const denial& what, const tenant_view& now, const tenant_context& in) {
  // No reason: it may be about a customer.
  records::audit_entry entry = audited({.time = in.now_ms,
                                        .kind = "access.denied",
                                        .object = what.method,
                                        .principal = in.caller.name(),
                                        .site = in.options.site},
                                       in.source);
  entry.refused = what.refused;
  tenant_decision made;
  made.changes.tenant = now.number;
  audit(made.changes, now.number, entry);
  return made;
}

}  // namespace atrium::actors
