#include "protocol/methods/carts.hpp"

#include "actors/reads/reads.hpp"
#include "actors/reads/sorted_rows.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/fields/stored_value.hpp"

namespace atrium::actors {
namespace {

using records::cart;
using storage::customer_item;
using picked_cart = outcome<std::optional<std::string_view>>;  // as stored

// Those of the site and in the state that are given; without either all of them.
auto those_of(std::optional<std::string_view> site, std::optional<records::cart_state> state) {
  return [site, state](const storage::row& found) -> picked_cart {
    constexpr int site_tag = fields::tag_of<cart>("site");
    constexpr int state_tag = fields::tag_of<cart>("state");
    if ((site && fields::stored_text(found.value, site_tag) != *site) ||
        (state && fields::stored_text(found.value, state_tag) != fields::name_of(*state)))
      return std::optional<std::string_view>{};
    return std::optional(found.value);
  };
}

void show_cart(std::string_view stored, wire::buffer& to) { fields::show<cart>(to, stored); }

}  // namespace

outcome<nothing> read(const methods::carts_get& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto account = resolve_buyer(asked.customer, call);
  if (!account) return account.failure();
  return show_named<cart>(call, *account, customer_item::carts, identity::generated::cart,
                          asked.cart,
                          refusal(errc::not_found, "the customer has no such cart", "cart"), out);
}

outcome<nothing> read(const methods::carts_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto account = resolve_buyer(asked.customer, call);
  if (!account) return account.failure();
  if (asked.site && !visible_site(*call.view, *call.caller, *asked.site))
    return refusal(errc::not_found, "there is no such site", "site");
  return list_in_order<cart>(asked, call, *account, customer_item::carts, identity::generated::cart,
                             those_of(asked.site, asked.state), show_cart, out);
}

outcome<nothing> append_carts(const call_context& call, account_number account, wire::buffer& out) {
  return append_picked(call, account, customer_item::carts, those_of({}, {}), show_cart, out);
}

outcome<bool> append_cart(const call_context& call, account_number account, std::string_view site,
                          wire::buffer& out) {
  backwards from(call, account, customer_item::carts, behind_all_parts);
  const auto found = next_picked(from, those_of(site, {}));
  if (!found) return found.failure();
  if (*found) show_cart(**found, out);
  return found->has_value();
}

}  // namespace atrium::actors
