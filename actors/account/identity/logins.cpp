#include "actors/account/identity/logins.hpp"

#include "actors/account/creation/registering_buyer.hpp"
#include "actors/commands.hpp"

#include "protocol/identity/email.hpp"
#include "protocol/identity/username.hpp"

namespace atrium::actors {

bool takes_login(const command& what) {
  const auto* order = std::get_if<methods::orders_record>(&what);
  return (order && order->registers.value_or(false)) ||
         std::holds_alternative<methods::customers_set_username>(what) ||
         std::holds_alternative<methods::customers_change_email>(what) ||
         std::holds_alternative<methods::shopper_request_email_change>(what) ||
         std::holds_alternative<methods::contacts_convert>(what);
}

std::vector<name_claim> logins_taken_by(const command& what, const records::customer& of,
                                        const tenant_view& tenant) {
  std::vector<name_claim> claims;
  const realm_number realm = tenant.realms_of(of).own;
  const auto claim_email = [&](std::string_view typed, records::login_kind kind) {
    if (const auto email = identity::canonical_email(typed))
      claims.push_back(login_claim(tenant.number, realm, email->canonical, kind));
  };
  const auto claim_username = [&](const std::optional<std::string>& typed) {
    if (!typed || identity::looks_like_email(*typed)) return;
    if (const auto key = identity::login_key(*typed))
      claims.push_back(login_claim(tenant.number, realm, *key, records::login_kind::username));
  };
  if (of.is_tombstone()) return claims;
  if (const auto* asked = std::get_if<methods::contacts_convert>(&what)) {
    if (of.kind != records::customer_kind::contact || asked->to != methods::conversion::registered)
      return claims;
    if (const auto& email = asked->email ? asked->email : of.email)
      claim_email(*email, records::login_kind::email);
    claim_username(asked->username);
  }
  if (const auto* asked = std::get_if<methods::orders_record>(&what)) {
    // Where the tenant hides accounts, whether the caller may hear of one is for the decision to
    // say first.
    const auto registers = registers_buyer(*asked, of, tenant);
    if (tenant.tenant.hide_accounts || !registers || !*registers) return claims;
    claim_email(*of.email, records::login_kind::email);
    for (name_claim& each : claims) each.path = "register";
  }
  if (of.kind != records::customer_kind::registered) return claims;
  if (const auto* asked = std::get_if<methods::customers_set_username>(&what))
    claim_username(asked->username);
  if (const auto* asked = std::get_if<methods::customers_change_email>(&what))
    claim_email(asked->email, records::login_kind::email);
  if (const auto* asked = std::get_if<methods::shopper_request_email_change>(&what))
    claim_email(asked->new_email, records::login_kind::pending_email);
  return claims;
}

}  // namespace atrium::actors
