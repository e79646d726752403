// staff.login logout whoami sessions end_sessions change_password enroll_totp confirm_totp: the
// staff's own door (protocol.md 2, 4); staff.unlock reset_password remove_totp, by which others
// help them; staff.invite accept_invitation mails, by which they come in.
#pragma once

#include "protocol/methods/links.hpp"
#include "protocol/methods/staff_groups.hpp"
#include "protocol/records/mail.hpp"

namespace atrium::methods {

inline constexpr fields::rule totp_code{.bytes_max = 16};

struct staff_login {
  static constexpr definition about{
      "staff.login",
      "Logs a member of staff in; the token is for auth.staff_token of session.hello.",
      audience::anyone, any_scope, effect::account};
  static constexpr std::array errors{errc::invalid_credentials, errc::login_refused,
                                     errc::too_many_attempts, errc::weak_password,
                                     errc::overloaded};
  struct result {
    std::string staff_token;
    std::int64_t idle_expires_at = 0;
    std::int64_t expires_at = 0;
    bool totp_needed = false;
    atrium::fields::dynamic_map staff;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using r = result;
      return list{
          parameter{"staff_token", &r::staff_token, "For auth.staff_token of session.hello."},
          parameter{"idle_expires_at", &r::idle_expires_at,
                    "When it ends unless it is used; each use puts that off."},
          parameter{"expires_at", &r::expires_at, "When it ends at the latest."},
          parameter{"totp_needed", &r::totp_needed,
                    "true: he may do nothing but set up one-time codes (staff.enroll_totp)."},
          parameter{"staff", &r::staff, "Who he is."}};
    }
  };
  std::string tenant;
  std::string username;
  secret password;
  std::optional<secret> totp;
  std::optional<secret> new_password;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = staff_login;
    return list{
        parameter{"tenant", &l::tenant, "Short name of the tenant.", records::rules::short_name},
        parameter{"username", &l::username, "His username.", username_text},
        parameter{"password", &l::password, "As typed.", password_text},
        parameter{"totp", &l::totp, "The one-time code, once he has confirmed one.", totp_code},
        parameter{"new_password", &l::new_password,
                  "Takes the place of the password; he must give one when login_refused says "
                  "must_change_password.",
                  password_text}};
  }
};

struct staff_logout {
  static constexpr definition about{"staff.logout", "Ends the session that the connection has.",
                                    audience::staff, any_scope, effect::account};
  static constexpr std::array<errc, 0> errors{};
  using result = no_result;
  static constexpr auto fields() { return atrium::fields::list<>{}; }
};

struct staff_whoami {
  static constexpr definition about{"staff.whoami", "Who is logged in, and what he may do.",
                                    audience::staff, any_scope, effect::read};
  static constexpr std::array<errc, 0> errors{};
  struct result {
    atrium::fields::dynamic_map staff;
    std::vector<records::scope> scopes;
    std::string session;
    std::int64_t expires_at = 0;
    bool totp = false;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using r = result;
      return list{parameter{"staff", &r::staff, "Who he is."},
                  parameter{"scopes", &r::scopes, "What his groups let him do."},
                  parameter{"session", &r::session, "Id of the session."},
                  parameter{"expires_at", &r::expires_at, "When it ends at the latest."},
                  parameter{"totp", &r::totp, "His logins need a one-time code."}};
    }
  };
  static constexpr auto fields() { return atrium::fields::list<>{}; }
};

struct staff_sessions {
  static constexpr definition about{"staff.sessions", "His own sessions, newest first.",
                                    audience::staff, any_scope, effect::read};
  static constexpr std::array<errc, 0> errors{};
  using result = items_of<records::shopper_session>;
  static constexpr auto fields() { return atrium::fields::list<>{}; }
};

struct staff_end_sessions : sessions_to_end {
  static constexpr definition about{"staff.end_sessions",
                                    "Ends one of his own sessions, or all but the connection's.",
                                    audience::staff, any_scope, effect::account};
  static constexpr std::array errors{errc::not_found};
  using result = sessions_ended;
};

struct staff_change_password {
  static constexpr definition about{"staff.change_password", "A new password; other sessions end.",
                                    audience::staff, any_scope, effect::account};
  static constexpr std::array errors{errc::invalid_credentials, errc::too_many_attempts,
                                     errc::weak_password, errc::overloaded};
  using result = no_result;
  secret password;
  secret new_password;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = staff_change_password;
    return list{
        parameter{"password", &c::password, "The one he has, as typed.", password_text},
        parameter{"new_password", &c::new_password, "The next one, as typed.", password_text}};
  }
};

struct staff_enroll_totp {
  static constexpr definition about{
      "staff.enroll_totp",
      "Makes a secret for one-time codes; it counts once staff.confirm_totp has had a code.",
      audience::staff, any_scope, effect::account};
  static constexpr std::array errors{errc::invalid_credentials, errc::too_many_attempts,
                                     errc::overloaded};
  struct result {
    std::string secret;
    std::string uri;
    static constexpr auto fields() {
      using namespace atrium::fields;
      return list{
          parameter{"secret", &result::secret, "Shown once, in base32, to be typed into an app."},
          parameter{"uri", &result::uri, "The same as otpauth URI, for a QR code."}};
    }
  };
  secret password;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{
        "password", &staff_enroll_totp::password, "His password, as typed.", password_text}};
  }
};

struct staff_confirm_totp {
  static constexpr definition about{"staff.confirm_totp",
                                    "From here on his logins need a one-time code.",
                                    audience::staff, any_scope, effect::account};
  static constexpr std::array errors{errc::invalid_credentials};
  using result = no_result;
  secret totp;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{"totp", &staff_confirm_totp::totp,
                                                          "A code of the new secret.", totp_code}};
  }
};

struct staff_remove_totp {
  static constexpr definition about{
      "staff.remove_totp", "Lets him log in without a one-time code, for his phone is lost.",
      audience::administrators, any_of(records::scope::admin), effect::account};
  static constexpr std::array errors{errc::not_found, errc::forbidden};
  using result = no_result;
  std::string staff;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{"staff", &staff_remove_totp::staff,
                                                          "His username.", username_text}};
  }
};

struct staff_unlock {
  static constexpr definition about{
      "staff.unlock", "Forgets failed logins, so that he may try again.", audience::administrators,
      any_of(records::scope::admin), effect::account};
  static constexpr std::array errors{errc::not_found};
  using result = no_result;
  std::string staff;
  static constexpr auto fields() {
    return atrium::fields::list{
        atrium::fields::parameter{"staff", &staff_unlock::staff, "His username.", username_text}};
  }
};

struct staff_reset_password {
  static constexpr definition about{
      "staff.reset_password",
      "A password that he has to change at his next login; his sessions end.",
      audience::administrators, any_of(records::scope::admin), effect::account};
  static constexpr std::array errors{errc::not_found, errc::forbidden, errc::weak_password,
                                     errc::overloaded};
  using result = no_result;
  std::string staff;
  secret password;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using r = staff_reset_password;
    return list{
        parameter{"staff", &r::staff, "His username.", username_text},
        parameter{"password", &r::password, "As typed; until he changes it.", password_text}};
  }
};

struct staff_invite {
  static constexpr definition about{
      "staff.invite",
      "Mails him a link to choose a password, good for 72 hours, as long as he has none of his "
      "own; the one before it ends.",
      audience::administrators, any_of(records::scope::admin), effect::account};
  static constexpr std::array errors{errc::not_found, errc::forbidden, errc::missing_field,
                                     errc::limit_reached};
  using result = no_result;
  std::string staff;
  static constexpr auto fields() {
    return atrium::fields::list{
        atrium::fields::parameter{"staff", &staff_invite::staff, "His username.", username_text}};
  }
};

struct staff_mails {
  static constexpr definition about{
      "staff.mails",
      "The mails to a member of staff and what has become of them, newest first. One that was "
      "given up is not tried again, for its link is gone with it: have a new one sent "
      "(staff.invite).",
      audience::administrators, any_of(records::scope::admin), effect::read};
  static constexpr std::array errors{errc::not_found};
  using result = items_of<records::mail>;
  std::string staff;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    return joined(list{parameter{"staff", &staff_mails::staff, "His username.", username_text}},
                  page_parameters<staff_mails>());
  }
};

struct staff_accept_invitation {
  static constexpr definition about{
      "staff.accept_invitation",
      "A member of staff chooses his password by the token of a link; sessions and failed logins "
      "end. It does not log him in.",
      audience::anyone, any_scope, effect::account};
  static constexpr std::array errors{errc::invalid_token, errc::weak_password, errc::overloaded};
  using result = no_result;
  std::string tenant;
  secret token;
  secret password;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using a = staff_accept_invitation;
    return list{
        parameter{"tenant", &a::tenant, "Short name of the tenant.", records::rules::short_name},
        parameter{"token", &a::token, "From the link.", link_token_text},
        parameter{"password", &a::password, "His own from now on, as typed.", password_text}};
  }
};

}  // namespace atrium::methods
