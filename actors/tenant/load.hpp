// Reading a tenant's view from the store.
#pragma once

#include <vector>

#include "actors/tenant/view.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

outcome<tenant_view_ptr> load_view(const storage::snapshot& reading, tenant_number number);

// The numbers of all tenants, ascending.
outcome<std::vector<tenant_number>> load_tenant_numbers(const storage::snapshot& reading);

// The last number of the tenant's journal.
outcome<std::uint64_t> load_last_seq(const storage::snapshot& reading, tenant_number number);

}  // namespace atrium::actors
