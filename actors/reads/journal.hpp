// What a caller hears of his tenant's journal, for changes.read and for subscribers alike.
#pragma once

#include "actors/principal.hpp"
#include "actors/tenant/view.hpp"
#include "protocol/methods/changes.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

// Looks at no more than `limit` entries from number `from` on and shows those that the caller may
// hear of. `next` is the number after the last one looked at. `feed_truncated` if the journal
// begins later.
outcome<methods::changes_read::result> hear(const storage::snapshot& reading,
                                            const tenant_view& tenant, const principal& caller,
                                            std::int64_t from, std::int64_t limit);

}  // namespace atrium::actors
