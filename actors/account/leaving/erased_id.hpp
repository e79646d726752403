// How an id is remembered that is never to be given out again, without saying whose it was
// (features.md F3; docs/data_format.md, unique). No CAF, no threads, no files.
#pragma once

#include <string_view>

#include "actors/tenant/view.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {

// By a hash under the tenant's key: the store alone does not tell whether a person was there.
storage::key erased_id_key(const tenant_view& tenant, std::string_view id);

}  // namespace atrium::actors
