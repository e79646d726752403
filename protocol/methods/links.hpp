// What is done by links in mails (security.md 9, 10; features.md S5, S6, V5):
// shopper.request_password_reset reset_password request_verification verify_email
// request_email_change confirm_email_change, customers.send_password_link resend_verification.
#pragma once

#include "protocol/methods/shopper.hpp"

namespace atrium::methods {

// Of a link in a mail.
inline constexpr fields::rule link_token_text{.bytes_max = 128};

// Whoever asks for a mail to somebody of whom he knows the e-mail.
struct email_at_site {
  std::string site;
  std::string email;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using r = email_at_site;
    return list{parameter{"site", &r::site, "The site he is at.", records::rules::short_name},
                parameter{"email", &r::email, "His e-mail; the mail goes to it as it is stored.",
                          email_text}};
  }
};

// Whoever has got a link that says all.
struct token_of_link {
  secret token;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{"token", &token_of_link::token,
                                                          "From the link.", link_token_text}};
  }
};

struct shopper_request_password_reset : email_at_site {
  static constexpr definition about{
      "shopper.request_password_reset",
      "Mails a link to choose another password, good for 30 minutes, if the e-mail is a "
      "customer's; the answer is the same in any case.",
      audience::clients, any_of(records::scope::storefront), effect::account};
  static constexpr std::array errors{errc::not_found, errc::capability_off, errc::overloaded};
  using result = no_result;
};

struct shopper_reset_password {
  static constexpr definition about{
      "shopper.reset_password",
      "A new password by the token of a link. All sessions, known devices and other links end; "
      "failed logins are forgotten; the e-mail counts as verified.",
      audience::clients, any_of(records::scope::storefront), effect::account};
  static constexpr std::array errors{errc::invalid_token, errc::weak_password, errc::overloaded};
  using result = no_result;
  secret token;
  secret password;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using r = shopper_reset_password;
    return list{parameter{"token", &r::token, "From the link.", link_token_text},
                parameter{"password", &r::password, "The new one, as typed.", password_text}};
  }
};

struct shopper_request_verification : email_at_site {
  static constexpr definition about{
      "shopper.request_verification",
      "Mails a link that verifies the e-mail, good for 24 hours, if it is a customer's and not "
      "verified; the answer is the same in any case.",
      audience::clients, any_of(records::scope::storefront), effect::account};
  static constexpr std::array errors{errc::not_found, errc::capability_off, errc::overloaded};
  using result = no_result;
};

struct shopper_verify_email : token_of_link {
  static constexpr definition about{
      "shopper.verify_email", "The e-mail is the customer's, by the token of a link.",
      audience::clients, any_of(records::scope::storefront), effect::account};
  static constexpr std::array errors{errc::invalid_token};
  using result = no_result;
};

struct shopper_request_email_change {
  static constexpr definition about{
      "shopper.request_email_change",
      "Reserves the new e-mail and mails it a link, good for an hour; the old one is told.",
      audience::clients,
      any_of(records::scope::storefront),
      effect::account,
      shoppers::must,
      hand::own};
  static constexpr std::array errors{
      errc::invalid_token, errc::invalid_credentials, errc::too_many_attempts, errc::email_taken,
      errc::missing_field, errc::limit_reached,       errc::overloaded};
  using result = records::customer;
  std::string new_email;
  secret password;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using r = shopper_request_email_change;
    return list{parameter{"new_email", &r::new_email, "The next one.", email_text},
                parameter{"password", &r::password, "The one he has, as typed.", password_text}};
  }
};

struct shopper_confirm_email_change : token_of_link {
  static constexpr definition about{
      "shopper.confirm_email_change",
      "The new e-mail becomes the customer's, by the token of a link. All sessions and other links "
      "end.",
      audience::clients, any_of(records::scope::storefront), effect::account};
  static constexpr std::array errors{errc::invalid_token};
  using result = no_result;
};

struct customers_send_password_link {
  static constexpr definition about{
      "customers.send_password_link",
      "Mails the customer a link to choose a password: for 72 hours if he has none, for 30 minutes "
      "if he has.",
      audience::clients, any_of(records::scope::customers_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::not_registered, errc::missing_field,
                                     errc::limit_reached};
  using result = records::customer;
  customer_reference customer;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{"customer",
                                                          &customers_send_password_link::customer,
                                                          "Which "
                                                          "one."}};
  }
};

struct customers_resend_verification {
  static constexpr definition about{
      "customers.resend_verification",
      "Mails the customer a link that verifies his e-mail, good for 24 hours; those before end.",
      audience::clients,
      any_of(records::scope::customers_write),
      effect::account,
      shoppers::may,
      hand::own};
  static constexpr std::array errors{errc::not_found, errc::not_registered, errc::already_verified,
                                     errc::missing_field, errc::limit_reached};
  using result = records::customer;
  customer_reference customer;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{
        "customer", &customers_resend_verification::customer, "Which one."}};
  }
};

}  // namespace atrium::methods
