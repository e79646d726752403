// addresses.add update remove list set_default.
#pragma once

#include "protocol/methods/customers.hpp"
#include "protocol/records/address.hpp"

namespace atrium::methods {

// Names one address of the customer.
inline constexpr fields::rule address_id = records::rules::customer_id;

struct new_address {
  std::optional<std::string> id;
  fields::partial<records::address> given;
  static constexpr auto fields() {
    using namespace atrium::fields;
    return list{
        parameter{"id", &new_address::id, "A chosen id; else one is generated.", address_id},
        embedded{&new_address::given}};
  }
};

struct addresses_add {
  static constexpr definition about{
      "addresses.add",   "Adds an address to a customer. if_version is the customer's.",
      audience::clients, any_of(records::scope::customers_write),
      effect::account,   shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::id_taken,
                                     errc::limit_reached};
  using result = records::address;
  customer_reference customer;
  new_address address;
  std::optional<bool> default_billing;
  std::optional<bool> default_shipping;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using a = addresses_add;
    return list{
        parameter{"customer", &a::customer, "Whose."},
        parameter{"address", &a::address,
                  "first_name, last_name, address1, zip, city and country are required."},
        parameter{"default_billing", &a::default_billing, "true: bills go to it from now on."},
        parameter{"default_shipping", &a::default_shipping, "true: goods go to it from now on."}};
  }
};

struct addresses_update {
  static constexpr definition about{
      "addresses.update", "Changes fields of an address. if_version is the address's.",
      audience::clients,  any_of(records::scope::customers_write),
      effect::account,    shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::version_conflict};
  using result = records::address;
  customer_reference customer;
  std::string address;
  fields::partial<records::address> set;
  std::vector<std::string> unset;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using a = addresses_update;
    return list{parameter{"customer", &a::customer, "Whose."},
                parameter{"address", &a::address, "Its id.", address_id},
                parameter{"set", &a::set, "Fields to change."},
                parameter{"unset", &a::unset, "Fields to empty.", rule{.bytes_max = 64}}};
  }
};

struct addresses_remove {
  static constexpr definition about{
      "addresses.remove",
      "Removes an address; a default that it was is cleared, or becomes another. if_version is the "
      "address's.",
      audience::clients,
      any_of(records::scope::customers_write),
      effect::account,
      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::version_conflict};
  using result = records::customer;
  customer_reference customer;
  std::string address;
  std::optional<std::string> reassign_billing;
  std::optional<std::string> reassign_shipping;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using a = addresses_remove;
    return list{parameter{"customer", &a::customer, "Whose."},
                parameter{"address", &a::address, "Its id.", address_id},
                parameter{"reassign_billing", &a::reassign_billing,
                          "Id of the address that bills go to instead, if they went to this one.",
                          address_id},
                parameter{"reassign_shipping", &a::reassign_shipping,
                          "Id of the address that goods go to instead, if they went to this one.",
                          address_id}};
  }
};

struct addresses_list {
  static constexpr definition about{
      "addresses.list",  "A customer's addresses, in the order of their making.",
      audience::clients, any_of(records::scope::customers_read),
      effect::read,      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found};
  using result = items_of<records::address>;
  customer_reference customer;
  std::optional<std::string> sort;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    return atrium::fields::joined(atrium::fields::list{atrium::fields::parameter{
                                      "customer", &addresses_list::customer, "Whose."}},
                                  sorted_page_parameters<addresses_list>());
  }
};

// The two pointers as parameters of a call: what is given is changed, null clears.
struct default_addresses {
  std::optional<std::string> billing;
  std::optional<std::string> shipping;
  fields::unknown_tags unknown;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using d = default_addresses;
    return list{field{1, "billing", &d::billing, privacy::personal, access::writable,
                      "Id of the address that bills go to; null for none.", address_id},
                field{2, "shipping", &d::shipping, privacy::personal, access::writable,
                      "Id of the address that goods go to; null for none.", address_id}};
  }
};

struct addresses_set_default {
  static constexpr definition about{
      "addresses.set_default",
      "Chooses where bills and goods go. if_version is the customer's.",
      audience::clients,
      any_of(records::scope::customers_write),
      effect::account,
      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::version_conflict};
  using result = records::customer;
  customer_reference customer;
  fields::partial<default_addresses> defaults;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using a = addresses_set_default;
    return list{parameter{"customer", &a::customer, "Whose."}, embedded{&a::defaults}};
  }
};

}  // namespace atrium::methods
