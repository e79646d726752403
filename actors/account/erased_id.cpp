#include "actors/account/erased_id.hpp"

#include <sodium.h>

#include <array>

namespace atrium::actors {

storage::key erased_id_key(const tenant_view& tenant, std::string_view id) {
  std::array<char, 16> hash;
  const std::string& key = tenant.tenant.reference_key;
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(id.data()), id.size(),
                     reinterpret_cast<const unsigned char*>(key.data()), key.size());
  return storage::unique_key(tenant.number, storage::unique_space::erased_id,
                             {hash.data(), hash.size()});
}

}  // namespace atrium::actors
