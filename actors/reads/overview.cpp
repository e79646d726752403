// account.overview: the sections of a customer's account, from one snapshot (features.md F10).
#include <algorithm>
#include <array>

#include "actors/account/profile.hpp"
#include "actors/reads/reads.hpp"
#include "actors/tenant/company_sight.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/methods/account.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

// Whose account is shown, and which site's cart.
struct overview {
  const call_context& call;
  const account_number account;
  const records::customer profile;
  const std::optional<std::string> site;
};

// A section that every customer of whom `is_for` is true has at a tenant with the capability. If
// there is nothing to show it may be left out.
struct section {
  std::string_view name;
  bool (*is_for)(const overview& of);
  outcome<bool> (*append)(const overview& of, wire::buffer& out);
};

bool for_all(const overview&) { return true; }
bool for_business(const overview& of) { return of.profile.is_b2b(); }
bool for_newsletters(const overview& of) { return sees_newsletters(of.call); }
bool for_private(const overview& of) { return !of.profile.is_b2b(); }

template <bool records::tenant::*Capability, bool (*IsFor)(const overview&) = for_all>
bool where(const overview& of) {
  return of.call.view->tenant.*Capability && IsFor(of);
}

// As an expansion of customers.get shows it.
template <outcome<nothing> (*Append)(const call_context&, account_number, wire::buffer&)>
outcome<bool> expansion(const overview& of, wire::buffer& out) {
  if (auto added = Append(of.call, of.account, out); !added) return added.failure();
  return true;
}

outcome<bool> append_profile(const overview& of, wire::buffer& out) {
  const std::string stored = fields::encode_tagged(of.profile);
  std::string shorter;
  const std::string_view seen = of.call.shopper
                                    ? stored
                                    : company_sight(of.call.reading, *of.call.view, *of.call.caller)
                                          .of_record(stored, shorter);
  fields::show<records::customer>(out, seen, shown_to_caller<records::customer>(of.call));
  return true;
}

outcome<bool> append_defaults(const overview& of, wire::buffer& out) {
  const auto added = append_addresses_named(
      of.call, of.account, {of.profile.default_billing, of.profile.default_shipping}, out);
  if (!added) return added.failure();
  return true;
}

outcome<bool> append_last_orders(const overview& of, wire::buffer& out) {
  const auto added = append_newest_orders(of.call, of.account, methods::overview_orders_max, out);
  if (!added) return added.failure();
  return true;
}

outcome<bool> append_cart_of_site(const overview& of, wire::buffer& out) {
  if (!of.site) return false;
  return append_cart(of.call, of.account, *of.site, out);
}

outcome<bool> append_his_wish_list(const overview& of, wire::buffer& out) {
  return append_wish_list(of.call, of.account, out);
}

using of_tenant = records::tenant;
constexpr std::array sections{
    section{"profile", for_all, append_profile},
    section{"addresses", for_all, append_defaults},
    section{"orders", where<&of_tenant::orders>, append_last_orders},
    section{"summary", where<&of_tenant::orders>, expansion<append_summary>},
    section{"credit", for_all, expansion<append_credit>},
    section{"cart", where<&of_tenant::orders, for_private>, append_cart_of_site},
    section{"carts", where<&of_tenant::orders, for_business>, expansion<append_carts>},
    section{"wish_list", where<&of_tenant::storefront, for_private>, append_his_wish_list},
    section{"shopping_lists", where<&of_tenant::storefront, for_business>,
            expansion<append_shopping_lists>},
    section{"companies", where<&of_tenant::b2b, for_business>, expansion<append_companies>},
    section{"memberships", for_all, expansion<append_memberships>},
    section{"newsletter", where<&of_tenant::marketing, for_newsletters>,
            expansion<append_newsletters>},
    section{"coupons", where<&of_tenant::marketing>, expansion<append_coupons>}};

outcome<account_number> account_of(const methods::account_overview& asked,
                                   const call_context& call) {
  if (asked.customer) return resolve(*asked.customer, call);
  if (call.shopper) return call.shopper->account;
  return refusal(errc::missing_field, "customer: is required without a shopper's token",
                 "customer");
}

}  // namespace

outcome<nothing> read(const methods::account_overview& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  if (asked.site && !visible_site(*call.view, *call.caller, *asked.site))
    return refusal(errc::not_found, "there is no such site", "site");
  const auto account = account_of(asked, call);
  if (!account) return account.failure();
  auto profile = profile_of(call.reading, call.view->number, *account);
  if (!profile) return std::move(profile).failure();
  if (!*profile) return refusal(errc::internal);
  std::optional<std::string> site = asked.site ? asked.site : call.options.site;
  if (!site) site = (*profile)->preferred_site ? (*profile)->preferred_site : (*profile)->home_site;
  const overview of{call, *account, std::move(**profile), std::move(site)};
  fields::open_map map(out);
  for (const section& each : sections) {
    if (!each.is_for(of)) continue;
    wire::buffer shown;
    const auto added = each.append(of, shown);
    if (!added) return added.failure();
    if (!*added) continue;
    wire::packer pack(out);
    wire::pack_text(pack, each.name);
    out.append(shown.view());
    map.add(1);
  }
  map.close();
  return nothing{};
}

}  // namespace atrium::actors
