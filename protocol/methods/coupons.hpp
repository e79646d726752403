// coupons.assign redeem list (features.md G5).
#pragma once

#include "protocol/methods/recorded.hpp"
#include "protocol/records/coupon.hpp"

namespace atrium::methods {

// Of one customer: those that can be redeemed, or will be; and of the others the last ones.
inline constexpr std::int64_t open_coupons_max = 100;
inline constexpr std::int64_t past_coupons_max = 500;

inline constexpr fields::rule coupon_code = records::rules::name<64>;

struct coupons_assign {
  static constexpr definition about{
      "coupons.assign",
      "Gives a customer a coupon, which he can redeem once. Of one that he has not redeemed title, "
      "reference and validity are changed; one that has expired he gets anew. Others may have the "
      "same code. At most 100 that can be redeemed; of the others the last 500 are remembered. "
      "if_version is that of the coupon that he has.",
      audience::clients, any_of(records::scope::marketing), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::reference_taken,
                                     errc::limit_reached, errc::capability_off};
  using result = records::coupon;
  customer_reference customer;
  std::string code;
  std::optional<std::string> title;
  std::optional<std::int64_t> valid_from;
  std::optional<std::int64_t> valid_until;
  std::optional<std::string> reference;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = coupons_assign;
    return list{
        parameter{"customer", &c::customer, "To whom."},
        parameter{"code", &c::code, "What he redeems; upper and lower case differ.", coupon_code},
        parameter{"title", &c::title, "What it is called.", records::rules::name<200>},
        parameter{"valid_from", &c::valid_from,
                  "Not before, in milliseconds since 1970 UTC (default: now).", time_given},
        parameter{"valid_until", &c::valid_until, "When it expires; without it, never.",
                  time_given},
        parameter{"reference", &c::reference, "What it is given for, as the campaign.",
                  records::rules::reference}};
  }
};

struct coupons_redeem {
  static constexpr definition about{
      "coupons.redeem",
      "Redeems a customer's coupon, once. A second time, too early or too late it is refused with "
      "invalid_token, and data.reason says why: redeemed, upcoming or expired. if_version is the "
      "coupon's.",
      audience::clients, any_of(records::scope::orders_write, records::scope::marketing),
      effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::invalid_token,
                                     errc::capability_off};
  using result = records::coupon;
  customer_reference customer;
  std::string code;
  std::optional<std::string> order;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = coupons_redeem;
    return list{parameter{"customer", &c::customer, "Whose."},
                parameter{"code", &c::code, "Its code.", coupon_code},
                parameter{"order", &c::order, "With which order.", records::rules::reference}};
  }
};

struct coupons_list {
  static constexpr definition about{
      "coupons.list",    "The coupons of a customer, newest first.",
      audience::clients, any_of(records::scope::customers_read, records::scope::marketing),
      effect::read,      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::capability_off};
  using result = items_of<records::coupon>;
  customer_reference customer;
  std::optional<std::string> code;
  std::optional<records::coupon_state> state;
  std::optional<std::string> sort;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = coupons_list;
    return joined(list{parameter{"customer", &c::customer, "Whose."},
                       parameter{"code", &c::code, "Only of this one.", coupon_code},
                       parameter{"state", &c::state, "Only in this one."}},
                  sorted_page_parameters<coupons_list>());
  }
};

}  // namespace atrium::methods
