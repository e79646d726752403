#include "actors/session/shopper.hpp"

#include "actors/account/strangers.hpp"
#include "actors/account/tokens.hpp"
#include "actors/reads/reads.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/identity/username.hpp"
#include "protocol/records/shopper_session.hpp"

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

}  // namespace

outcome<nothing> take_shopper(const methods::definition& method, call_context& call) {
  if (!call.options.shopper) {
    if (method.with_token != methods::shoppers::must) return nothing{};
    return refusal(errc::missing_field, "call.shopper: is required", "call.shopper");
  }
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
  if (!call.view->tenant.storefront) return refusal(errc::capability_off);
  const records::site* site = visible_site(*call.view, *call.caller, asked.site);
  if (!site) return refusal(errc::not_found, "there is no such site", "site");
  const realm_number realm = call.view->realm_of(*site);
  const auto canonical = identity::login_key(asked.username);
  // What is no login can still be tried, like any other that leads to nobody.
  const std::string& login = canonical ? *canonical : asked.username;
  if (canonical) {
    const auto entry = login_in_realm(call, realm, login);
    if (!entry) return entry.failure();
    if (*entry) return account_number{static_cast<std::uint64_t>((*entry)->number)};
  }
  return stranger_of(*call.view, realm, login);
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

}  // namespace atrium::actors
