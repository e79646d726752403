// What a tenant's own fields may hold (features.md F12).
#pragma once

#include "actors/tenant/view.hpp"

namespace atrium::actors {

// Checks what is to be written as the `mixins` of such an entity against the tenant's newest schema
// for it; problems are told with paths below `at`. The version that it was checked against; none
// where there is no schema and nothing to check, or something is wrong.
std::optional<std::int64_t> check_mixins(const tenant_view& tenant, records::mixin_entity of,
                                         const fields::dynamic_map& given, const fields::path& at,
                                         fields::problems& found);

}  // namespace atrium::actors
