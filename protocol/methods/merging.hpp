// customers.merge (features.md A14).
#pragma once

#include "protocol/methods/customers.hpp"

namespace atrium::methods {

struct customers_merge {
  static constexpr definition about{
      "customers.merge",
      "Makes one customer of two: `from` becomes part of `customer`, and whatever named `from` by "
      "id, "
      "number, reference or external id names `customer` from then on. His e-mail and username are "
      "free.",
      audience::clients, any_of(records::scope::customers_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::not_registered,
                                     errc::limit_reached};
  struct result {
    atrium::fields::dynamic_map customer;
    std::vector<std::string> taken;
    std::int64_t addresses = 0;
    std::int64_t notes = 0;
    std::int64_t orders = 0;
    std::int64_t deliveries = 0;
    std::int64_t carts = 0;
    std::int64_t lists = 0;
    std::int64_t coupons = 0;
    std::int64_t memberships = 0;
    bool dry_run = false;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using r = result;
      return list{
          parameter{"customer", &r::customer, "As he is now, or with dry_run would be."},
          parameter{"taken", &r::taken, "Fields whose values come from `from`."},
          parameter{"addresses", &r::addresses, "So many were added to his."},
          parameter{"notes", &r::notes, "So many were added to his."},
          parameter{"orders", &r::orders, "So many were added to his."},
          parameter{"deliveries", &r::deliveries, "So many were added to his."},
          parameter{"carts", &r::carts, "So many were added to his."},
          parameter{"lists", &r::lists, "So many were added to his, or joined with one of his."},
          parameter{"coupons", &r::coupons, "So many were added to his."},
          parameter{"memberships", &r::memberships, "So many were added to his, and roles."},
          parameter{"dry_run", &r::dry_run, "true: nothing was changed."}};
    }
  };
  customer_reference customer;
  customer_reference from;
  std::vector<std::string> prefer;
  std::optional<bool> dry_run;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = customers_merge;
    return list{
        parameter{"customer", &c::customer, "Who stays."},
        parameter{"from", &c::from, "Who becomes part of him; of the same realm."},
        parameter{
            "prefer", &c::prefer,
            "Fields of which the value of `from` is taken; of others only where `customer` has "
            "none.",
            rule{.bytes_max = 64}},
        parameter{"dry_run", &c::dry_run, "true: only says what would become of them."}};
  }
};

}  // namespace atrium::methods
