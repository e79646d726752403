#include "actors/account/logins.hpp"

#include "actors/commands.hpp"

#include "protocol/identity/email.hpp"
#include "protocol/identity/username.hpp"

namespace atrium::actors {

bool takes_login(const command& what) {
  return std::holds_alternative<methods::customers_set_username>(what) ||
         std::holds_alternative<methods::customers_change_email>(what) ||
         std::holds_alternative<methods::shopper_request_email_change>(what);
}

std::optional<name_claim> login_taken_by(const command& what, const records::customer& of,
                                         const tenant_view& tenant) {
  if (of.kind != records::customer_kind::registered || of.is_tombstone()) return {};
  const realm_number realm = tenant.realms_of(of).own;
  if (const auto* asked = std::get_if<methods::customers_set_username>(&what)) {
    if (!asked->username || identity::looks_like_email(*asked->username)) return {};
    const auto key = identity::login_key(*asked->username);
    if (!key) return {};
    return login_claim(tenant.number, realm, *key, records::login_kind::username);
  }
  const auto claim_email = [&](std::string_view typed,
                               records::login_kind kind) -> std::optional<name_claim> {
    const auto email = identity::canonical_email(typed);
    if (!email) return {};
    return login_claim(tenant.number, realm, email->canonical, kind);
  };
  if (const auto* asked = std::get_if<methods::customers_change_email>(&what))
    return claim_email(asked->email, records::login_kind::email);
  if (const auto* asked = std::get_if<methods::shopper_request_email_change>(&what))
    return claim_email(asked->new_email, records::login_kind::pending_email);
  return {};
}

}  // namespace atrium::actors
