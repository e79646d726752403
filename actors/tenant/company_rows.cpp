#include "actors/tenant/company_rows.hpp"

#include "actors/tenant/visible.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/records/index_entries.hpp"
#include "storage/checksum.hpp"
#include "storage/keys.hpp"
#include "storage/tagged.hpp"

namespace atrium::actors {
namespace {

using storage::table;

storage::key id_key(tenant_number tenant, std::string_view id) {
  return storage::unique_key(tenant, storage::unique_space::company_id, id);
}

outcome<std::optional<stored_company>> find_named(const storage::snapshot& reading,
                                                  tenant_number tenant, const storage::key& name) {
  const auto named = reading.get(table::unique, name);
  if (!named) return named.failure();
  if (!*named) return std::optional<stored_company>{};
  const auto entry = fields::decode_tagged<records::unique_entry>(**named);
  if (!entry) return refusal(errc::internal);
  stored_company found{.number = static_cast<std::uint64_t>(entry->number)};
  const storage::key key = storage::company_key(tenant, found.number);
  const auto stored = reading.get(table::records, key);
  if (!stored) return stored.failure();
  if (!*stored || !fields::decode_tagged(**stored, found.record)) return refusal(errc::internal);
  found.checksum = storage::checksum(key, **stored);
  return std::optional(std::move(found));
}

}  // namespace

outcome<std::optional<stored_company>> find_company(const storage::snapshot& reading,
                                                    tenant_number tenant, std::string_view id) {
  return find_named(reading, tenant, id_key(tenant, id));
}

outcome<std::optional<stored_company>> find_company_by_external_id(const storage::snapshot& reading,
                                                                   tenant_number tenant,
                                                                   std::string_view external_id) {
  return find_named(
      reading, tenant,
      storage::unique_key(tenant, storage::unique_space::company_external_id, external_id));
}

outcome<std::uint64_t> next_company(const storage::snapshot& reading, tenant_number tenant,
                                    bool gives_id) {
  const auto stored =
      reading.get(table::meta, storage::next_number_key(tenant, storage::record_kind::company));
  if (!stored) return stored.failure();
  std::uint64_t number = *stored ? storage::read_unsigned_tag(**stored, 1).value_or(1) : 1;
  while (gives_id) {
    const auto taken =
        reading.get(table::unique,
                    id_key(tenant, identity::generated_id(number, identity::generated::company)));
    if (!taken) return taken.failure();
    if (!*taken) break;
    ++number;
  }
  return number;
}

outcome<stored_company> seen_by(std::optional<stored_company> found, const tenant_view& tenant,
                                const principal& caller) {
  if (!found || !may_see(tenant, caller, found->record))
    return refusal(errc::not_found, "there is no such company", "company");
  return std::move(*found);
}

}  // namespace atrium::actors
