#include "actors/tenant/mixins.hpp"

namespace atrium::actors {

std::optional<std::int64_t> check_mixins(const tenant_view& tenant, records::mixin_entity of,
                                         const fields::dynamic_map& given, const fields::path& at,
                                         fields::problems& found) {
  const mixin_definition* defined = tenant.find_mixins(of);
  if (!defined) {
    if (given != fields::dynamic_map{})
      found.add(at, errc::invalid_field,
                "the tenant has not defined mixins of a " + std::string(fields::name_of(of)));
    return std::nullopt;
  }
  if (!defined->checks) {
    found.add(at, errc::internal, "the tenant's schema cannot be used");
    return std::nullopt;
  }
  if (!defined->checks->check(given.bytes, at, found)) return std::nullopt;
  return defined->record.version;
}

}  // namespace atrium::actors
