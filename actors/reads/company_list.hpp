// companies.list: the companies of a tenant in one of several orders, page by page, as the store
// has them: whoever was answered a change before sees it. A page looks at a bounded number of rows.
#pragma once

#include "actors/outside.hpp"
#include "actors/principal.hpp"
#include "actors/tenant/view.hpp"
#include "protocol/methods/companies.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

// `world`: a cursor says nothing of where it stands, for that may be a company that the caller does
// not see; what seals it is drawn there.
outcome<nothing> list_companies(const methods::companies_list& asked,
                                const storage::snapshot& reading, const tenant_view& tenant,
                                const principal& caller, outside& world, wire::buffer& out);

}  // namespace atrium::actors
