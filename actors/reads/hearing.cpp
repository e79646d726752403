#include "actors/reads/hearing.hpp"

#include "actors/tenant/company_rows.hpp"
#include "actors/tenant/company_sight.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/customer.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

// Of somebody whom staff of certain restrictions may not see, as he is now, they hear nothing; nor
// of one who is gone.
bool may_hear_of(const storage::snapshot& reading, const tenant_view& tenant,
                 const principal& caller, account_number account) {
  if (caller.restrictions.empty()) return true;
  const auto stored =
      reading.get(storage::table::records, storage::customer_key(tenant.number, account));
  return stored && *stored && may_see(tenant, caller, **stored);
}

// The same of a company; of none that is not there.
bool may_hear_of_company(const storage::snapshot& reading, const tenant_view& tenant,
                         const principal& caller, const std::optional<std::string>& id) {
  if (caller.sites.empty() && caller.restrictions.empty()) return true;
  const auto found = id ? find_company(reading, tenant.number, *id)
                        : outcome<std::optional<stored_company>>(std::nullopt);
  return found && *found && may_see(tenant, caller, (*found)->record);
}

}  // namespace

bool may_hear(const storage::snapshot& reading, const tenant_view& tenant, const principal& caller,
              const happening& what) {
  if (records::is_of_newsletter(what.kind) &&
      (caller.scopes & methods::any_of(records::scope::marketing)) == 0)
    return false;
  if (what.account &&
      !may_hear_of(reading, tenant, caller, {static_cast<std::uint64_t>(*what.account)}))
    return false;
  if (what.is_of_company()) return may_hear_of_company(reading, tenant, caller, what.object);
  if (caller.sites.empty()) return true;
  if (what.account) return what.home_site && caller.sees_site(*what.home_site);
  return !what.is_of_site() || (what.object && caller.sees_site(*what.object));
}

std::optional<std::string> object_heard(const storage::snapshot& reading, const tenant_view& tenant,
                                        const principal& caller, std::string_view kind,
                                        std::optional<std::string> object) {
  const bool hides = object && kind.starts_with("customer.company_") &&
                     !company_sight(reading, tenant, caller).sees(*object);
  if (hides) object.reset();
  return object;
}

std::optional<std::string> id_now(const storage::snapshot& reading, tenant_number tenant,
                                  account_number account, bool was_chosen) {
  if (!was_chosen) return identity::generated_id(account.value);
  const auto stored = reading.get(storage::table::records, storage::customer_key(tenant, account));
  if (!stored || !*stored) return {};
  auto record = fields::decode_tagged<records::customer>(**stored);
  if (!record || record->erased) return {};
  return std::move(record->id);
}

}  // namespace atrium::actors
