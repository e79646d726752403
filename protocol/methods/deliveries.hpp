// deliveries.record get list.
#pragma once

#include "protocol/methods/recorded.hpp"
#include "protocol/records/address.hpp"
#include "protocol/records/delivery.hpp"

namespace atrium::methods {

struct given_delivery {
  std::string reference;
  std::string site;
  std::string state;
  std::optional<std::string> order;
  std::optional<std::string> carrier;
  std::optional<std::string> tracking;
  fields::partial<records::address> address;
  std::optional<std::int64_t> shipped_at;
  std::optional<std::int64_t> delivered_at;
  std::optional<std::int64_t> items;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using d = given_delivery;
    return list{
        parameter{"reference", &d::reference,
                  "By which the order system names it; unique in the tenant.",
                  records::rules::reference},
        parameter{"site", &d::site, "Where its order was placed.", records::rules::short_name},
        parameter{"state", &d::state, "As the order system calls it.", records::rules::state_word},
        parameter{"order", &d::order, "Reference of its order.", records::rules::reference},
        parameter{"carrier", &d::carrier, "Who brings it.", records::rules::name<100>},
        parameter{"tracking", &d::tracking, "By which the carrier names it.",
                  records::rules::name<200>},
        parameter{"address", &d::address, "Where it goes: fields of an address, but for mixins."},
        parameter{"shipped_at", &d::shipped_at, "Milliseconds since 1970 UTC.", time_given},
        parameter{"delivered_at", &d::delivered_at, "Milliseconds since 1970 UTC.", time_given},
        parameter{"items", &d::items, "How many things it brings.", item_count}};
  }
};

struct deliveries_record {
  static constexpr definition about{
      "deliveries.record",
      "The order system tells of a delivery, or of what has become of it, as orders.record does of "
      "orders; what is left out it has not. if_version is the delivery's.",
      audience::clients, any_of(records::scope::orders_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::reference_taken,
                                     errc::limit_reached, errc::capability_off};
  using result = records::delivery;
  customer_reference customer;
  given_delivery delivery;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using d = deliveries_record;
    return list{parameter{"customer", &d::customer, "To whom."},
                parameter{"delivery", &d::delivery, "As it is now."}};
  }
};

struct deliveries_get {
  static constexpr definition about{
      "deliveries.get",  "One delivery to a customer.",
      audience::clients, any_of(records::scope::customers_read, records::scope::orders_write),
      effect::read,      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::capability_off};
  using result = records::delivery;
  customer_reference customer;
  std::string delivery;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using d = deliveries_get;
    return list{parameter{"customer", &d::customer, "To whom."},
                parameter{"delivery", &d::delivery, "Its reference.", records::rules::reference}};
  }
};

struct deliveries_list {
  static constexpr definition about{
      "deliveries.list",
      "The deliveries to a customer, by when they were shipped, or else first recorded. `text` is "
      "looked for in reference, order and tracking.",
      audience::clients,
      any_of(records::scope::customers_read, records::scope::orders_write),
      effect::read,
      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::capability_off};
  using result = partly<records::delivery>;
  customer_reference customer;
  std::optional<recorded_filter> filter;
  std::optional<chronology> sort;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() { return recorded_list_parameters<deliveries_list>(); }
};

}  // namespace atrium::methods
