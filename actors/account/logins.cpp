#include "actors/account/logins.hpp"

#include "protocol/identity/email.hpp"
#include "protocol/identity/username.hpp"

namespace atrium::actors {

bool takes_login(const command& what) {
  return std::holds_alternative<methods::customers_set_username>(what) ||
         std::holds_alternative<methods::customers_change_email>(what);
}

std::optional<name_claim> login_taken_by(const command& what, const records::customer& of,
                                         tenant_number tenant) {
  if (of.kind != records::customer_kind::registered || of.erased) return {};
  const auto claim = [&](const std::string& canonical, errc taken, std::string path,
                         records::login_kind kind) {
    return name_claim{std::string(login_key_of(of, canonical, tenant).view()), taken,
                      std::move(path), kind};
  };
  if (const auto* asked = std::get_if<methods::customers_set_username>(&what)) {
    if (!asked->username || identity::looks_like_email(*asked->username)) return {};
    const auto key = identity::login_key(*asked->username);
    if (!key) return {};
    return claim(*key, errc::username_taken, "username", records::login_kind::username);
  }
  if (const auto* asked = std::get_if<methods::customers_change_email>(&what)) {
    const auto email = identity::canonical_email(asked->email);
    if (!email) return {};
    return claim(email->canonical, errc::email_taken, "email", records::login_kind::email);
  }
  return {};
}

storage::key login_key_of(const records::customer& of, std::string_view canonical,
                          tenant_number tenant) {
  const realm_number realm{static_cast<std::uint32_t>(of.realm.value_or(default_realm.value))};
  return storage::login_key(tenant, realm, canonical);
}

}  // namespace atrium::actors
