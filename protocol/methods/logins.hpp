// customers.set_username change_email.
#pragma once

#include "protocol/methods/customers.hpp"

namespace atrium::methods {

struct customers_set_username {
  static constexpr definition about{"customers.set_username",
                                    "Changes the login name; without one it is the e-mail again.",
                                    audience::clients,
                                    any_of(records::scope::customers_write),
                                    effect::account,
                                    shoppers::may,
                                    hand::own};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::not_registered,
                                     errc::username_taken};
  using result = records::customer;
  customer_reference customer;
  std::optional<std::string> username;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = customers_set_username;
    return list{parameter{"customer", &c::customer, "Which one."},
                parameter{"username", &c::username,
                          "The new login name; null or absent for the e-mail.", username_text}};
  }
};

struct customers_change_email {
  static constexpr definition about{
      "customers.change_email",
      "Changes the e-mail, unverified from then on; of a registered customer it is the login.",
      audience::clients, any_of(records::scope::customers_email), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::email_taken};
  using result = records::customer;
  customer_reference customer;
  std::string email;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = customers_change_email;
    return list{parameter{"customer", &c::customer, "Which one."},
                parameter{"email", &c::email, "The new e-mail.", email_text}};
  }
};

}  // namespace atrium::methods
