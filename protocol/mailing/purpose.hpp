// What mails are for. One table says of each purpose which link it has and what its template may be
// filled in with; who orders a mail of a purpose gives it what the table asks for.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace atrium::mailing {

enum class purpose : std::uint8_t {
  password_link,         // set a password for the first time
  password_reset,        // set another one
  verify_email,          // the address is his
  email_change_confirm,  // to the new address
  email_change_notice,   // to the old one
  activation,            // the account may be used from now on
  account_preparing,     // the account is there, and may not be used yet
  account_exists,        // somebody registered with an address that has an account
  initial_password,      // the password that somebody chose for him
  newsletter_confirm,    // he wants the newsletter
  staff_invitation,      // to a back office
  lockout_notice,        // too many failed logins
};
constexpr auto enum_names(purpose) {
  return std::array<std::string_view, 12>{
      "password_link",       "password_reset",     "verify_email",      "email_change_confirm",
      "email_change_notice", "activation",         "account_preparing", "account_exists",
      "initial_password",    "newsletter_confirm", "staff_invitation",  "lockout_notice"};
}
inline constexpr std::size_t purposes = enum_names(purpose{}).size();

// Whether a mail leads somewhere, always below a base URL of the tenant's (security.md 13).
enum class link : std::uint8_t {
  none,
  plain,  // to a page of the storefront; left out where the site has no base URL
  token,  // with a token that proves who opens it; without a base URL there is no such mail
};

// Below which one.
enum class base : std::uint8_t {
  storefront,   // the site's storefront_url
  back_office,  // the tenant's back_office_url
};

struct purpose_row {
  purpose what;
  link leads;
  std::string_view path;    // of the link, where neither site nor tenant say otherwise
  std::string_view secret;  // the variable of what is sealed, besides a link's token; or none
  std::string_view summary;
  base below = base::storefront;
};

inline constexpr std::array<purpose_row, purposes> purpose_table{{
    {purpose::password_link, link::token, "/account/password", "", "Set a password."},
    {purpose::password_reset, link::token, "/account/password-reset", "", "Set another password."},
    {purpose::verify_email, link::token, "/account/verify-email", "", "Verify the address."},
    {purpose::email_change_confirm, link::token, "/account/confirm-email", "",
     "Confirm a new address; goes to it."},
    {purpose::email_change_notice, link::none, "", "",
     "The address is about to change; goes to the old one."},
    {purpose::activation, link::plain, "/login", "", "The account may be used."},
    {purpose::account_preparing, link::none, "", "password",
     "The account is being prepared; perhaps its first password."},
    {purpose::account_exists, link::plain, "/login", "",
     "Somebody registered with this address, which has an account."},
    {purpose::initial_password, link::plain, "/login", "password", "A first password."},
    {purpose::newsletter_confirm, link::token, "/newsletter/confirm", "",
     "Confirm the newsletter."},
    {purpose::staff_invitation, link::token, "/staff/invitation", "",
     "An invitation to the back office.", base::back_office},
    {purpose::lockout_notice, link::plain, "/account/password-reset", "",
     "Too many failed logins."},
}};

// Of the page of a storefront where a newsletter is ended.
inline constexpr std::string_view unsubscribe_path = "/newsletter/unsubscribe";

constexpr bool purpose_table_is_in_order() {
  for (std::size_t i = 0; i < purpose_table.size(); ++i)
    if (static_cast<std::size_t>(purpose_table[i].what) != i) return false;
  return true;
}
static_assert(purpose_table_is_in_order());

constexpr const purpose_row& row_of(purpose what) {
  return purpose_table[static_cast<std::size_t>(what)];
}

}  // namespace atrium::mailing
