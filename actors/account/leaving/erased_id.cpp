#include "actors/account/leaving/erased_id.hpp"

#include "actors/keyed_hash.hpp"

namespace atrium::actors {

storage::key erased_id_key(const tenant_view& tenant, std::string_view id) {
  return storage::unique_key(tenant.number, storage::unique_space::erased_id,
                             keyed_hash(tenant.tenant.reference_key, id, 16));
}

}  // namespace atrium::actors
