#include "actors/session/shopper.hpp"

#include "actors/account/belongings/newsletter.hpp"
#include "actors/account/identity/strangers.hpp"
#include "actors/account/identity/tokens.hpp"
#include "actors/reads/reads.hpp"
#include "actors/session/assisting.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/identity/email.hpp"
#include "protocol/identity/username.hpp"
#include "protocol/methods/claiming.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/methods/links.hpp"
#include "protocol/methods/newsletter.hpp"
#include "protocol/methods/shopper.hpp"
#include "protocol/records/one_time_link.hpp"
#include "protocol/records/shopper_session.hpp"
#include "protocol/records/site_policies.hpp"

namespace atrium::actors {
namespace {

// What a token's hash stands for, if that is such a token and it is still good.
outcome<std::optional<records::token_entry>> look_up(const call_context& call,
                                                     std::string_view hash,
                                                     records::token_purpose purpose) {
  const auto stored =
      call.reading.get(storage::table::unique, storage::token_key(call.view->number, hash));
  if (!stored) return stored.failure();
  if (!*stored) return std::optional<records::token_entry>{};
  auto entry = fields::decode_tagged<records::token_entry>(**stored);
  if (!entry) return refusal(errc::internal);
  if (entry->purpose != purpose || entry->expires_at <= call.shared.world().now_ms()) entry.reset();
  return entry;
}

// Whose login the text is at the site, if of that kind (or of any); an account that no customer has
// if it is nobody's. What is no login can still be tried, like any other that leads to nobody.
outcome<account_number> account_at_site(const call_context& call, const std::string& site_name,
                                        const outcome<std::string>& canonical,
                                        const std::string& typed,
                                        std::optional<records::login_kind> wanted) {
  if (!call.view->tenant.storefront) return refusal(errc::capability_off);
  const records::site* site = visible_site(*call.view, *call.caller, site_name);
  if (!site) return refusal(errc::not_found, "there is no such site", "site");
  const realm_number realm = call.view->realm_of(*site);
  if (canonical) {
    const auto entry = login_in_realm(call, realm, *canonical);
    if (!entry) return entry.failure();
    if (*entry && (!wanted || (*entry)->login == wanted))
      return account_number{static_cast<std::uint64_t>((*entry)->number)};
  }
  return stranger_of(*call.view, realm, canonical ? *canonical : typed);
}

template <class Asked>
outcome<account_number> account_by_email(const Asked& asked, const call_context& call) {
  const auto email = identity::canonical_email(asked.email);
  return account_at_site(
      call, asked.site,
      email ? outcome<std::string>(email->canonical) : outcome<std::string>(email.failure()),
      asked.email, records::login_kind::email);
}

outcome<account_number> account_by_link(const secret& token, const call_context& call) {
  const auto hash = link_hash(token.reveal());
  if (!hash) return bad_token("token");
  const auto stored =
      call.reading.get(storage::table::unique, storage::link_key(call.view->number, *hash));
  if (!stored) return stored.failure();
  if (!*stored) return bad_token("token");
  const auto entry = fields::decode_tagged<records::link_entry>(**stored);
  if (!entry) return refusal(errc::internal);
  if (entry->purpose == records::link_purpose::staff_invitation) return bad_token("token");
  return account_number{static_cast<std::uint64_t>(entry->account)};
}

}  // namespace

outcome<nothing> take_shopper(const methods::definition& method, call_context& call) {
  if (!call.options.shopper) {
    if (method.with_token != methods::shoppers::must) return nothing{};
    return refusal(errc::missing_field, "call.shopper: is required", "call.shopper");
  }
  if (bears_assisted_token(call.options)) return take_assistant(method, call);
  const auto hash = call.view ? access_hash(*call.options.shopper) : std::nullopt;
  if (!hash) return bad_token("call.shopper");
  const auto entry = look_up(call, *hash, records::token_purpose::access);
  if (!entry) return entry.failure();
  if (!*entry) return bad_token("call.shopper");
  if (method.with_token == methods::shoppers::none)
    return refusal(errc::forbidden, std::string(method.name) + " is not for shoppers");
  call.shopper = acting_shopper{{static_cast<std::uint64_t>((*entry)->account)},
                                static_cast<std::uint64_t>((*entry)->session),
                                (*entry)->expires_at};
  return nothing{};
}

outcome<account_number> account_of(const methods::shopper_login& asked, const call_context& call) {
  return account_at_site(call, asked.site, identity::login_key(asked.username), asked.username, {});
}

outcome<account_number> account_of(const methods::shopper_refresh& asked,
                                   const call_context& call) {
  const auto parts = take_refresh_apart(asked.refresh_token.reveal());
  if (!parts) return bad_token("refresh_token");
  const auto entry = look_up(call, parts->family_hash, records::token_purpose::refresh);
  if (!entry) return entry.failure();
  if (!*entry) return bad_token("refresh_token");
  return account_number{static_cast<std::uint64_t>((*entry)->account)};
}

outcome<account_number> account_of(const methods::shopper_request_password_reset& asked,
                                   const call_context& call) {
  return account_by_email(asked, call);
}

outcome<account_number> account_of(const methods::shopper_request_verification& asked,
                                   const call_context& call) {
  return account_by_email(asked, call);
}

outcome<account_number> account_of(const methods::shopper_reset_password& asked,
                                   const call_context& call) {
  return account_by_link(asked.token, call);
}

outcome<account_number> account_of(const methods::shopper_verify_email& asked,
                                   const call_context& call) {
  return account_by_link(asked.token, call);
}

outcome<account_number> account_of(const methods::shopper_confirm_email_change& asked,
                                   const call_context& call) {
  return account_by_link(asked.token, call);
}

outcome<account_number> account_of(const methods::newsletter_confirm& asked,
                                   const call_context& call) {
  if (!call.view->tenant.marketing) return refusal(errc::capability_off);
  return account_by_link(asked.token, call);
}

outcome<account_number> account_of(const methods::newsletter_unsubscribe& asked,
                                   const call_context& call) {
  if (asked.site && !visible_site(*call.view, *call.caller, *asked.site))
    return refusal(errc::not_found, "there is no such site", "site");
  if (!asked.token)
    return own_or_named(asked.customer, methods::any_of(records::scope::marketing), call);
  if (asked.customer)
    return refusal(errc::invalid_field, "customer: the token says whose it is", "customer");
  const auto made_of_it = read_unsubscribe_token(*call.view, asked.token->reveal());
  const auto account = made_of_it ? outcome<account_number>(made_of_it->account)
                                  : account_by_link(*asked.token, call);
  if (account && call.shopper && call.shopper->account != *account) return bad_token("token");
  return account;
}

outcome<account_number> account_of(const methods::newsletter_subscribe& asked,
                                   const call_context& call) {
  if (!call.view->tenant.marketing) return refusal(errc::capability_off);
  const records::site* site = visible_site(*call.view, *call.caller, asked.site);
  if (!site) return refusal(errc::not_found, "there is no such site", "site");
  if (!site->storefront_url)
    return refusal(errc::missing_field, "site: it has no storefront_url to link to", "site");
  if (!asked.email)
    return own_or_named(asked.customer, methods::any_of(records::scope::marketing), call);
  if (asked.customer || call.shopper)
    return refusal(errc::invalid_field, "email: the customer is named already", "email");
  // What would keep a guest from being made is told of any address.
  if (!records::policies_of(call.view->tenant, *site).currency)
    return refusal(errc::missing_field, "site: neither it nor the tenant has a currency", "site");
  const auto email = identity::canonical_email(*asked.email);
  if (!email) return refusal(email.failure().code, email.failure().message, "email");
  const realm_number realm = call.view->realm_of(*site);
  const auto entry = login_in_realm(call, realm, email->canonical);
  if (!entry) return entry.failure();
  if (*entry && (*entry)->login == records::login_kind::email)
    return account_number{static_cast<std::uint64_t>((*entry)->number)};
  return stranger_of(*call.view, realm, email->canonical);
}

outcome<account_number> own_or_named(const std::optional<methods::customer_reference>& named,
                                     methods::scope_set rights, const call_context& call) {
  if (!named && call.shopper) return call.shopper->account;
  if (!named)
    return refusal(errc::missing_field, "customer: is required without call.shopper", "customer");
  if (!call.shopper && (call.caller->scopes & rights) == 0)
    return refusal(errc::not_found, "there is no such customer: bring his token in call.shopper",
                   "customer");
  return resolve(*named, call);
}

outcome<account_number> account_of(const methods::customers_claim_guests& asked,
                                   const call_context& call) {
  return own_or_named(asked.customer, methods::any_of(records::scope::customers_write), call);
}

}  // namespace atrium::actors
