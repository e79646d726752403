#include "actors/account/identity/strangers.hpp"

#include "actors/tenant/api_key.hpp"

namespace atrium::actors {

account_number stranger_of(const tenant_view& tenant, realm_number realm, std::string_view login) {
  const std::string hash =
      sha256("stranger" + tenant.tenant.reference_key +
             std::string(storage::key{}.u32(realm.value).view()) + std::string(login));
  return {wire::load64(hash.data()) | std::uint64_t{1} << 63};
}

}  // namespace atrium::actors
