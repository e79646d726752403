// What the journal still tells of customers who have been erased, found slice by slice: the fields
// of a change that its list calls personal (ids that were chosen, reasons). No CAF, no threads.
#pragma once

#include <string>

#include "actors/janitor/retention.hpp"

namespace atrium::actors {

// Entries about erased or removed customers, put again without these. `from` is a journal key,
// empty at first; `next` where the next step begins, empty when all has been looked at.
outcome<retention_step> forgotten_in_journal(const storage::snapshot& reading, tenant_number tenant,
                                             const std::string& from);

}  // namespace atrium::actors
