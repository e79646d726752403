// What a change set tells of what it does: in its tenant's journal and, where that matters for
// security (protocol/records/audit_entry.hpp), in his audit log as well. No CAF, no threads.
#pragma once

#include <optional>
#include <string_view>

#include "protocol/records/audit_entry.hpp"
#include "storage/change_set.hpp"

namespace atrium::actors {

// The event for the journal, and for the history of a customer; it is audited without further ado
// if its kind is. `source`: the network that the call comes from, empty where that is not known.
void tell(storage::change_set& into, tenant_number tenant, const records::change& happened,
          std::string_view source, std::optional<account_number> history_of = {});

// What is audited and no event of the journal.
void audit(storage::change_set& into, tenant_number tenant, const records::audit_entry& what);

// As the audit log has the event.
records::audit_entry audited(records::change happened, std::string_view source);

}  // namespace atrium::actors
