#include "actors/account/creation/registering_buyer.hpp"

#include "actors/account/changed_fields.hpp"
#include "actors/account/creation/hidden_accounts.hpp"
#include "actors/account/identity/links.hpp"
#include "actors/account/mails.hpp"
#include "actors/account/names.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/methods/orders.hpp"
#include "protocol/records/site_policies.hpp"

namespace atrium::actors {
namespace {

using records::customer;
using records::customer_kind;

error refused(errc code, std::string message) {
  return refusal(code, "register: " + std::move(message), "register");
}

}  // namespace

std::optional<error> refuse_registering(const records::site* at, const tenant_view& tenant) {
  if (!tenant.tenant.storefront) return refusal(errc::capability_off);
  if (!at || records::policies_of(tenant.tenant, *at).register_at_checkout ==
                 records::registration_at_checkout::never)
    return refusal(errc::forbidden, "nobody registers while ordering at this site");
  return {};
}

outcome<bool> registers_buyer(const methods::orders_record& command, const customer& buyer,
                              const tenant_view& tenant) {
  if (!command.registers.value_or(false) || buyer.kind != customer_kind::guest) return false;
  const records::site* site = tenant.find_site(command.order.site);
  if (auto why = refuse_registering(site, tenant)) return refused(why->code, why->message);
  if (!address_of(buyer))
    return refused(errc::invalid_field, "the customer has no e-mail to log in with");
  if (tenant.realms_of(buyer).own != tenant.realm_of(*site))
    return refused(errc::invalid_field, "the customer would not log in at the site of the order");
  return true;
}

outcome<decision> register_buyer(const account_state& now, const decide_context& in) {
  if (hides_accounts_from(in.caller, in.tenant))  // `email_taken` would tell
    return refused(errc::forbidden,
                   "the tenant hides which e-mails have an account: needs customers:write");
  const customer& before = *now.profile;
  customer after = before;
  after.kind = customer_kind::registered;
  after.registered_at = in.now_ms;
  after.email_key = address_of(before);
  after.active = in.tenant.tenant.customer_active_on_creation;
  after.on_hold = in.tenant.tenant.customer_on_hold_on_creation;
  ++after.version;
  std::vector<std::string> names;
  name_changes(before, after, names);
  decision made = changed(now, std::move(after), "customer.converted", std::move(names), in);
  move_logins(made, before, *made.after.profile, in);
  for (std::optional<error>& blamed : made.blame)
    if (blamed && blamed->code == errc::email_taken) blamed->path = "register";
  if (const auto sent = send_link(made, records::link_purpose::set_password, in); !sent) {
    error why = sent.failure();
    why.path = "register";
    return why;
  }
  return made;
}

}  // namespace atrium::actors
