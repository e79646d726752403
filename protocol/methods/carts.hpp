// carts.save get list remove.
#pragma once

#include "protocol/methods/notes.hpp"
#include "protocol/methods/orders.hpp"

namespace atrium::methods {

struct given_cart_line {
  std::string sku;
  std::optional<std::string> name;
  std::int64_t quantity = 0;
  std::optional<given_money> unit_price;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = given_cart_line;
    return list{parameter{"sku", &l::sku, "What is to be ordered.", sku_text},
                parameter{"name", &l::name, "What it is called.", product_name},
                parameter{"quantity", &l::quantity, "How many of it.", line_quantity},
                parameter{"unit_price", &l::unit_price, "Of one; negative for a discount."}};
  }
};

struct carts_save {
  static constexpr definition about{
      "carts.save",
      "Keeps a cart as it is given, in place of what was in it. Without `cart` it is the "
      "customer's cart at the site, made if there is none; a new one where the tenant allows "
      "several (carts_per_site), or he buys for a company. One that was abandoned is open again. "
      "if_version is the cart's.",
      audience::clients,
      any_of(records::scope::customers_write),
      effect::account,
      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::limit_reached,
                                     errc::capability_off};
  using result = records::cart;
  customer_reference customer;
  std::optional<std::string> cart;
  std::optional<std::string> site;
  std::optional<std::string> name;
  std::vector<given_cart_line> lines;
  std::optional<std::string> note;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = carts_save;
    return list{
        parameter{"customer", &c::customer, "Whose."},
        parameter{"cart", &c::cart, "Its id.", rule{.bytes_max = 64}},
        parameter{"site", &c::site,
                  "Where it would be ordered (default: call.site); a cart stays at its site.",
                  records::rules::short_name},
        parameter{"name", &c::name, "What the customer calls it.", records::rules::name<100>},
        parameter{"lines", &c::lines, "What is in it (default: nothing).", some_lines},
        parameter{"note", &c::note, "At most 4,000 characters; may have several lines.",
                  note_text}};
  }
};

struct carts_get {
  static constexpr definition about{"carts.get",       "One cart of a customer.",
                                    audience::clients, any_of(records::scope::customers_read),
                                    effect::read,      shoppers::may,
                                    hand::any};
  static constexpr std::array errors{errc::not_found, errc::capability_off};
  using result = records::cart;
  customer_reference customer;
  std::string cart;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = carts_get;
    return list{parameter{"customer", &c::customer, "Whose."},
                parameter{"cart", &c::cart, "Its id.", rule{.bytes_max = 64}}};
  }
};

struct carts_list {
  static constexpr definition about{"carts.list",      "The carts of a customer, newest first.",
                                    audience::clients, any_of(records::scope::customers_read),
                                    effect::read,      shoppers::may,
                                    hand::any};
  static constexpr std::array errors{errc::not_found, errc::capability_off};
  using result = items_of<records::cart>;
  customer_reference customer;
  std::optional<std::string> site;
  std::optional<records::cart_state> state;
  std::optional<std::string> sort;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = carts_list;
    return joined(
        list{parameter{"customer", &c::customer, "Whose."},
             parameter{"site", &c::site, "Only of this site.", records::rules::short_name},
             parameter{"state", &c::state, "Only open, or only abandoned."}},
        sorted_page_parameters<carts_list>());
  }
};

struct carts_remove {
  static constexpr definition about{"carts.remove",    "Removes a cart. if_version is the cart's.",
                                    audience::clients, any_of(records::scope::customers_write),
                                    effect::account,   shoppers::may,
                                    hand::any};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::capability_off};
  using result = no_result;
  customer_reference customer;
  std::string cart;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = carts_remove;
    return list{parameter{"customer", &c::customer, "Whose."},
                parameter{"cart", &c::cart, "Its id.", rule{.bytes_max = 64}}};
  }
};

}  // namespace atrium::methods
