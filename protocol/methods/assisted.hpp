// assisted.start end: assisted buying (features.md R5). Staff get a short session of a customer,
// and act in his place at one of his storefronts.
#pragma once

#include "protocol/methods/customers.hpp"

namespace atrium::methods {

struct assisted_start {
  static constexpr definition about{
      "assisted.start",
      "A token by which the caller acts in the customer's place at a site, for 15 minutes at most "
      "and no longer than his own session.",
      audience::staff, any_of(records::scope::support), effect::account};
  static constexpr std::array errors{errc::not_found,      errc::not_registered,
                                     errc::login_refused,  errc::too_many_attempts,
                                     errc::capability_off, errc::overloaded};
  struct result {
    std::string url;
    std::string access_token;
    std::int64_t expires_at = 0;
    std::string session;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using r = result;
      return list{
          parameter{"url", &r::url, "The storefront to open; the token is not in it."},
          parameter{"access_token", &r::access_token, "For call.shopper, at that site alone."},
          parameter{"expires_at", &r::expires_at, "When it ends at the latest."},
          parameter{"session", &r::session, "Id of the session, as the journal names it."}};
    }
  };
  customer_reference customer;
  std::string site;
  std::string reason;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using s = assisted_start;
    return list{
        parameter{"customer", &s::customer, "In whose place."},
        parameter{"site", &s::site,
                  "One of his realm that has a storefront_url; the token is good there alone.",
                  records::rules::short_name},
        parameter{"reason", &s::reason, "Why; kept in the journal.", records::rules::name<200>}};
  }
};

struct assisted_end {
  static constexpr definition about{
      "assisted.end", "Ends the caller's own assisted sessions of the customer.", audience::staff,
      any_of(records::scope::support), effect::account};
  static constexpr std::array errors{errc::not_found};
  struct result {
    std::int64_t ended = 0;
    static constexpr auto fields() {
      return atrium::fields::list{atrium::fields::parameter{"ended", &result::ended, "So many."}};
    }
  };
  customer_reference customer;
  static constexpr auto fields() {
    return atrium::fields::list{
        atrium::fields::parameter{"customer", &assisted_end::customer, "In whose place."}};
  }
};

}  // namespace atrium::methods
