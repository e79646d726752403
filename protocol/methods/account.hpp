// account.overview (features.md F10).
#pragma once

#include "protocol/methods/credit.hpp"
#include "protocol/records/address.hpp"
#include "protocol/records/cart.hpp"
#include "protocol/records/company.hpp"
#include "protocol/records/coupon.hpp"
#include "protocol/records/membership.hpp"
#include "protocol/records/newsletter.hpp"
#include "protocol/records/order.hpp"
#include "protocol/records/shopping_list.hpp"

namespace atrium::methods {

inline constexpr std::int64_t overview_orders_max = 5;

// As customers.get expands it.
struct company_of_customer {
  std::string id;
  std::int64_t number = 0;
  std::string name;
  records::company_state state = records::company_state::pending;
  std::optional<std::vector<std::string>> roles;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = company_of_customer;
    return list{parameter{"id", &c::id, "Chosen or generated; never changes."},
                parameter{"number", &c::number, "Company number of the tenant."},
                parameter{"name", &c::name, "What it is called."},
                parameter{"state", &c::state, "pending, approved, denied or disabled."},
                parameter{"roles", &c::roles, "What he is there, if anything."}};
  }
};

struct account_overview {
  static constexpr definition about{"account.overview",
                                    "What a storefront shows a customer of his account, in one "
                                    "call. A section is left out if its "
                                    "capability is off, or if it is not for his kind: carts and "
                                    "shopping lists are for whom is in "
                                    "a company, cart and wish list for others.",
                                    audience::clients,
                                    any_of(records::scope::customers_read),
                                    effect::read,
                                    shoppers::may,
                                    hand::any};
  static constexpr std::array errors{errc::not_found};
  struct result {
    records::customer profile;
    std::vector<records::address> addresses;
    std::optional<std::vector<records::order>> orders;
    std::optional<records::order_summary> summary;
    std::vector<credit_balance::standing> credit;
    std::optional<records::cart> cart;
    std::optional<std::vector<records::cart>> carts;
    std::optional<records::shopping_list> wish_list;
    std::optional<std::vector<records::shopping_list>> shopping_lists;
    std::optional<std::vector<company_of_customer>> companies;
    std::vector<records::membership> memberships;
    std::optional<std::vector<records::newsletter>> newsletter;
    std::optional<std::vector<records::coupon>> coupons;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using r = result;
      return list{
          parameter{"profile", &r::profile, "As customers.get shows it."},
          parameter{"addresses", &r::addresses, "Those that are a default."},
          parameter{"credit", &r::credit, "What he has, as credit.balance shows it."},
          parameter{"memberships", &r::memberships, "Those that are active, and roles."},
          parameter{"orders", &r::orders, "The last five, without their lines."},
          parameter{"summary", &r::summary, "Of his orders."},
          parameter{"cart", &r::cart, "The newest at the site, if there is one."},
          parameter{"carts", &r::carts, "All of them, newest first."},
          parameter{"wish_list", &r::wish_list, "If there is one."},
          parameter{"shopping_lists", &r::shopping_lists, "Without their items, newest first."},
          parameter{"companies", &r::companies, "Those that he buys for."},
          parameter{"newsletter", &r::newsletter, "His subscriptions, for whom may see them."},
          parameter{"coupons", &r::coupons, "Those that are valid."}};
    }
  };
  std::optional<customer_reference> customer;
  std::optional<std::string> site;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using a = account_overview;
    return list{
        parameter{"customer", &a::customer, "Whose (default: the shopper's own)."},
        parameter{"site", &a::site,
                  "Whose cart (default: call.site, or else the customer's preferred or home site).",
                  records::rules::short_name}};
  }
};

}  // namespace atrium::methods
