// orders.record get list reorder.
#pragma once

#include "protocol/methods/given_money.hpp"
#include "protocol/methods/recorded.hpp"
#include "protocol/records/cart.hpp"
#include "protocol/records/order.hpp"

namespace atrium::methods {

inline constexpr std::size_t lines_max = 500;
inline constexpr fields::rule some_lines{.items_max = lines_max};
inline constexpr fields::rule sku_text = records::rules::name<100>;
inline constexpr fields::rule product_name = records::rules::name<200>;
inline constexpr fields::rule line_quantity{.min = 1, .max = 1'000'000};

struct given_order_line {
  std::string sku;
  std::string name;
  std::int64_t quantity = 0;
  given_money unit_price;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = given_order_line;
    return list{parameter{"sku", &l::sku, "What was ordered.", sku_text},
                parameter{"name", &l::name, "What it was called.", product_name},
                parameter{"quantity", &l::quantity, "How many of it.", line_quantity},
                parameter{"unit_price", &l::unit_price,
                          "Of one, in the currency of the order; negative for a discount."}};
  }
};

struct given_order {
  std::string reference;
  std::string site;
  std::string state;
  given_money grand_total;
  std::int64_t items = 0;
  std::optional<std::int64_t> placed_at;
  std::optional<std::vector<given_order_line>> lines;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using o = given_order;
    return list{
        parameter{"reference", &o::reference,
                  "By which the order system names it; unique in the tenant.",
                  records::rules::reference},
        parameter{"site", &o::site, "Where it was placed.", records::rules::short_name},
        parameter{"state", &o::state, "As the order system calls it.", records::rules::state_word},
        parameter{"grand_total", &o::grand_total, "What is to be paid in all; not negative."},
        parameter{"items", &o::items, "How many things were ordered.", item_count},
        parameter{"placed_at", &o::placed_at,
                  "Milliseconds since 1970 UTC (default: as it was, or now).", time_given},
        parameter{"lines", &o::lines, "What was ordered (default: as it was).", some_lines}};
  }
};

struct orders_record {
  static constexpr definition about{
      "orders.record",
      "The order system tells of an order, or of what has become of it: one that is known by its "
      "reference is changed, and not at all if it is told the same. if_version is the order's.",
      audience::clients, any_of(records::scope::orders_write), effect::account};
  static constexpr std::array errors{
      errc::not_found,      errc::version_conflict, errc::reference_taken, errc::limit_reached,
      errc::capability_off, errc::email_taken,      errc::forbidden,       errc::missing_field};
  using result = records::order;
  customer_reference customer;
  given_order order;
  std::optional<bool> registers;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using o = orders_record;
    return list{parameter{"customer", &o::customer, "Whose."},
                parameter{"order", &o::order, "As it is now."},
                parameter{"register", &o::registers,
                          "true: of a guest, whom his new order registers in the same commit, "
                          "unless register_at_checkout of its site is never; he is mailed a link, "
                          "good for 72 hours, to choose a password. If his e-mail has an account "
                          "nothing is recorded; a client without customers:write may not ask for "
                          "it where the tenant hides accounts."}};
  }
};

struct orders_get {
  static constexpr definition about{
      "orders.get",      "One order of a customer, with its lines.",
      audience::clients, any_of(records::scope::customers_read, records::scope::orders_write),
      effect::read,      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::capability_off};
  using result = records::order;
  customer_reference customer;
  std::string order;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using o = orders_get;
    return list{parameter{"customer", &o::customer, "Whose."},
                parameter{"order", &o::order, "Its reference.", records::rules::reference}};
  }
};

struct orders_list {
  static constexpr definition about{
      "orders.list",
      "The orders of a customer without their lines, by when they were placed. `text` is looked "
      "for in reference, skus and names.",
      audience::clients,
      any_of(records::scope::customers_read, records::scope::orders_write),
      effect::read,
      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::capability_off};
  using result = partly<records::order>;
  customer_reference customer;
  std::optional<recorded_filter> filter;
  std::optional<chronology> sort;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() { return recorded_list_parameters<orders_list>(); }
};

struct orders_reorder {
  static constexpr definition about{
      "orders.reorder",
      "Puts what was ordered into a cart, without its prices of then: into the newest open cart of "
      "the order's site, made if there is none. What the cart has already (by sku) it has more of "
      "then. if_version is the cart's.",
      audience::clients,
      any_of(records::scope::customers_write),
      effect::account,
      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::limit_reached,
                                     errc::capability_off};
  using result = records::cart;
  customer_reference customer;
  std::string order;
  std::optional<std::vector<std::int64_t>> lines;
  std::optional<std::string> cart;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using o = orders_reorder;
    return list{parameter{"customer", &o::customer, "Whose."},
                parameter{"order", &o::order, "Its reference.", records::rules::reference},
                parameter{"lines", &o::lines, "Which of its lines, counted from 0 (default: all).",
                          rule{.min = 0, .items_max = lines_max}},
                parameter{"cart", &o::cart, "Into this one.", rule{.bytes_max = 64}}};
  }
};

}  // namespace atrium::methods
