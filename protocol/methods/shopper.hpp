// shopper.login refresh logout whoami sessions end_sessions change_password; customers.unlock.
//
// The shopper's own door (security.md 7-11). What a logged-in shopper does bears his access token
// in `call.shopper`.
#pragma once

#include "protocol/methods/customers.hpp"
#include "protocol/records/shopper_session.hpp"

namespace atrium::methods {

inline constexpr fields::rule token_text{.bytes_max = 256};

// What a login and a refresh give out.
struct session_tokens {
  std::string access_token;
  std::int64_t access_expires_at = 0;
  std::string refresh_token;
  std::int64_t refresh_expires_at = 0;
  std::string session;
  std::optional<std::string> device_token;
  std::optional<fields::dynamic_map> customer;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using t = session_tokens;
    return list{
        parameter{"access_token", &t::access_token, "For call.shopper."},
        parameter{"access_expires_at", &t::access_expires_at, "Until when it is good."},
        parameter{"refresh_token", &t::refresh_token, "For shopper.refresh, once."},
        parameter{"refresh_expires_at", &t::refresh_expires_at,
                  "Until when the session lasts unless it is refreshed."},
        parameter{"session", &t::session, "Id of the session."},
        parameter{"device_token", &t::device_token,
                  "At a login without a good one: to be kept by the shopper's device and given at "
                  "its next login, so that strangers' guesses do not lock him out."},
        parameter{"customer", &t::customer, "At a login: the customer, as he may see himself."}};
  }
};

struct shopper_login {
  static constexpr definition about{"shopper.login", "Logs a shopper in at a site.",
                                    audience::clients, any_of(records::scope::storefront),
                                    effect::account};
  static constexpr std::array errors{
      errc::invalid_credentials, errc::login_refused,  errc::too_many_attempts, errc::weak_password,
      errc::not_found,           errc::capability_off, errc::overloaded};
  using result = session_tokens;
  std::string site;
  std::string username;
  secret password;
  std::optional<secret> new_password;
  std::optional<secret> device_token;
  std::optional<std::string> device;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = shopper_login;
    return list{
        parameter{"site", &l::site, "The site he is at.", records::rules::short_name},
        parameter{"username", &l::username, "His username or e-mail.", username_text},
        parameter{"password", &l::password, "As typed.", password_text},
        parameter{"new_password", &l::new_password,
                  "In the place of one that the shop gave him; where that is asked for, login is "
                  "refused with reason must_change_password.",
                  password_text},
        parameter{"device_token", &l::device_token, "From an earlier login on the device.",
                  token_text},
        parameter{"device", &l::device, "What to call the device in the list of sessions.",
                  records::rules::name<200>}};
  }
};

struct shopper_refresh {
  static constexpr definition about{"shopper.refresh",
                                    "New tokens for a session; the old ones end. A refresh token "
                                    "that is used a second time ends the session: it was stolen.",
                                    audience::clients, any_of(records::scope::storefront),
                                    effect::account};
  static constexpr std::array errors{errc::invalid_token};
  using result = session_tokens;
  secret refresh_token;
  static constexpr auto fields() {
    return atrium::fields::list{
        atrium::fields::parameter{"refresh_token", &shopper_refresh::refresh_token,
                                  "From the login or the last refresh.", token_text}};
  }
};

struct shopper_logout {
  static constexpr definition about{"shopper.logout",  "Ends the session of call.shopper.",
                                    audience::clients, any_of(records::scope::storefront),
                                    effect::account,   shoppers::must,
                                    hand::any};
  static constexpr std::array errors{errc::invalid_token};
  using result = no_result;
  static constexpr auto fields() { return atrium::fields::list<>{}; }
};

struct shopper_whoami {
  static constexpr definition about{"shopper.whoami",  "Whom the token of call.shopper is for.",
                                    audience::clients, any_of(records::scope::storefront),
                                    effect::read,      shoppers::must,
                                    hand::any};
  static constexpr std::array errors{errc::invalid_token};
  struct result {
    std::string session;
    std::int64_t access_expires_at = 0;
    std::optional<std::string> acting_staff;
    fields::dynamic_map customer;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using r = result;
      return list{
          parameter{"session", &r::session, "Id of the session."},
          parameter{"access_expires_at", &r::access_expires_at, "Until when the token is good."},
          parameter{"acting_staff", &r::acting_staff,
                    "The member of staff who has it, in the shopper's place (assisted.start)."},
          parameter{"customer", &r::customer, "As he may see himself."}};
    }
  };
  static constexpr auto fields() { return atrium::fields::list<>{}; }
};

struct shopper_sessions {
  static constexpr definition about{"shopper.sessions", "The shopper's sessions, newest first.",
                                    audience::clients,  any_of(records::scope::storefront),
                                    effect::read,       shoppers::must,
                                    hand::own};
  static constexpr std::array errors{errc::invalid_token};
  using result = items_of<records::shopper_session>;
  static constexpr auto fields() { return atrium::fields::list<>{}; }
};

// Of whoever ends sessions of his own.
struct sessions_to_end {
  std::optional<std::string> session;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{"session", &sessions_to_end::session,
                                                          "Only this one (default: all others).",
                                                          atrium::fields::rule{.bytes_max = 64}}};
  }
};
struct sessions_ended {
  std::int64_t ended = 0;
  static constexpr auto fields() {
    return atrium::fields::list{
        atrium::fields::parameter{"ended", &sessions_ended::ended, "So many."}};
  }
};

struct shopper_end_sessions : sessions_to_end {
  static constexpr definition about{"shopper.end_sessions",
                                    "Ends one session, or all but that of call.shopper.",
                                    audience::clients,
                                    any_of(records::scope::storefront),
                                    effect::account,
                                    shoppers::must,
                                    hand::own};
  static constexpr std::array errors{errc::invalid_token, errc::not_found};
  using result = sessions_ended;
};

struct shopper_change_password {
  static constexpr definition about{"shopper.change_password",
                                    "A new password; all other sessions end.",
                                    audience::clients,
                                    any_of(records::scope::storefront),
                                    effect::account,
                                    shoppers::must,
                                    hand::own};
  static constexpr std::array errors{errc::invalid_token, errc::invalid_credentials,
                                     errc::too_many_attempts, errc::weak_password,
                                     errc::overloaded};
  using result = records::customer;
  secret password;
  secret new_password;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = shopper_change_password;
    return list{
        parameter{"password", &c::password, "The one he has, as typed.", password_text},
        parameter{"new_password", &c::new_password, "The next one, as typed.", password_text}};
  }
};

struct customers_unlock {
  static constexpr definition about{
      "customers.unlock", "Forgets failed logins, so that the customer may try again.",
      audience::clients, any_of(records::scope::customers_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::not_registered};
  using result = records::customer;
  customer_reference customer;
  static constexpr auto fields() {
    return atrium::fields::list{
        atrium::fields::parameter{"customer", &customers_unlock::customer, "Which one."}};
  }
};

}  // namespace atrium::methods
