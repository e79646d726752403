#include "actors/telling.hpp"

#include <cassert>

namespace atrium::actors {

void tell(storage::change_set& into, tenant_number tenant, const records::change& happened,
          std::string_view source, std::optional<account_number> history_of) {
  assert(records::find_audited(happened.kind));
  into.journal.push_back({tenant, fields::encode_tagged(happened), history_of});
  if (records::is_audited(happened)) audit(into, tenant, audited(happened, source));
}

void audit(storage::change_set& into, tenant_number tenant, const records::audit_entry& what) {
  into.audit.push_back({tenant, fields::encode_tagged(what)});
}

// Of a customer neither the object nor the reason, which callers choose: what he would have erased.
records::audit_entry audited(records::change happened, std::string_view source) {
  records::audit_entry entry{.time = happened.time,
                             .action = std::move(happened.kind),
                             .account = happened.account,
                             .fields_changed = std::move(happened.fields_changed),
                             .principal = std::move(happened.principal),
                             .acting_staff = std::move(happened.acting_staff),
                             .site = std::move(happened.site),
                             .home_site = std::move(happened.home_site),
                             .chosen_id = happened.chosen_id,
                             .other = happened.other};
  if (!source.empty()) entry.source = source;
  if (happened.account) return entry;
  entry.object = std::move(happened.object);
  entry.reason = std::move(happened.reason);
  return entry;
}

}  // namespace atrium::actors
