#include "storage/verify_logins.hpp"

#include "protocol/records/tenant.hpp"
#include "storage/tagged.hpp"

namespace atrium::storage {

const logins_check::places& logins_check::places_of(tenant_number tenant,
                                                    const records::customer& who) {
  const auto [known, is_new] =
      places_.try_emplace({tenant, who.home_site.value_or("")}, places{default_realm, {}});
  places& found = known->second;
  if (!is_new || !who.home_site) return found;
  const auto number = number_of(unique_key(tenant, unique_space::site_name, *who.home_site));
  if (!number) return found;  // told by the check of the record
  const auto stored = now_.get(table::records, record_key(tenant, record_kind::site, *number));
  const auto site = stored && *stored ? fields::decode_tagged<records::site>(**stored)
                                      : std::optional<records::site>{};
  if (!site) return found;
  found.always.value = number_of_realm(tenant, site->realm);
  if (site->move_realm) found.perhaps = realm_number{number_of_realm(tenant, *site->move_realm)};
  return found;
}

bool logins_check::is_login_of(tenant_number tenant, const records::unique_entry& entry,
                               std::string_view rest) {
  const realm_number realm{wire::load32(rest.data())};
  const std::string_view canonical = rest.substr(4);
  const auto stored =
      now_.get(table::records, customer_key(tenant, {static_cast<std::uint64_t>(entry.number)}));
  if (!stored || !*stored) return false;
  const auto customer = fields::decode_tagged<records::customer>(**stored);
  if (!customer || customer->kind != records::customer_kind::registered || customer->is_tombstone())
    return false;
  bool has = false;
  records::for_each_login(*customer, [&](const std::string& own, records::login_kind kind) {
    has = has || (own == canonical && kind == entry.login);
  });
  const places& where = places_of(tenant, *customer);
  return has && (realm == where.always || realm == where.perhaps);
}

std::uint32_t logins_check::number_of_realm(tenant_number tenant, std::string_view name) const {
  return static_cast<std::uint32_t>(
      number_of(unique_key(tenant, unique_space::realm_name, name)).value_or(0));
}

std::optional<std::uint64_t> logins_check::number_of(const key& name) const {
  const auto stored = now_.get(table::unique, name);
  if (!stored || !*stored) return {};
  return read_unsigned_tag(**stored, 1);
}

}  // namespace atrium::storage
