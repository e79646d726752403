// A tenant and its settings, its realms and its sites (features.md, Vocabulary; A8, A9, F1, F8,
// S2).
#pragma once

#include "protocol/fields/tagged.hpp"
#include "protocol/records/mail_settings.hpp"
#include "protocol/records/rules.hpp"

namespace atrium::records {

enum class registration_at_checkout : std::uint8_t { never, optional, required, automatic };
constexpr auto enum_names(registration_at_checkout) {
  return std::array<std::string_view, 4>{"never", "optional", "required", "auto"};
}

struct tenant {
  std::int64_t version = 1;
  std::string name;   // the short name that calls use; never changes
  std::string title;  // for people
  bool suspended = false;
  std::optional<std::string> currency;
  std::string locale = "en";
  bool storefront = true;
  bool marketing = true;
  bool b2b = true;
  bool orders = true;
  bool customer_active_on_creation = true;
  bool customer_on_hold_on_creation = false;
  std::int64_t password_code_points_min = 8;
  bool guest_checkout = true;
  registration_at_checkout register_at_checkout = registration_at_checkout::optional;
  std::int64_t created_at = 0;
  std::optional<std::int64_t> removing_since;
  std::int64_t login_failures_free = 5;
  std::int64_t login_failures_max = 100;
  std::optional<std::int64_t> legacy_passwords_until;
  bool staff_totp_required = false;
  bool sites_and_restrictions_sync = false;
  std::optional<std::string> mail_from;
  std::optional<std::string> mail_from_name;
  std::optional<std::string> mail_reply_to;
  std::int64_t mails_per_hour = 3;
  std::int64_t mails_per_day = 10;
  bool mail_passwords = false;
  bool mail_verification = true;
  bool hide_accounts = false;
  std::optional<fields::dynamic_map> mail_paths;
  std::optional<std::string> back_office_url;
  bool lockout_notice = true;
  std::vector<std::string> uncounted_order_states{"cancelled"};
  std::int64_t carts_per_site = 1;
  std::int64_t carts_abandoned_after_hours = 24;
  bool companies_approved_on_creation = false;
  std::string reference_key;  // 16 bytes: what customer references are made with
  fields::unknown_tags unknown;

  bool is_removing() const { return removing_since.has_value(); }

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using t = tenant;
    return list{
        field{1, "version", &t::version, impersonal, shown, "Raised by one with each change."},
        field{2, "tenant", &t::name, impersonal, shown, "Short name; never changes."},
        field{3, "name", &t::title, impersonal, writable, "Name of the business.",
              rules::name<100>},
        field{4, "suspended", &t::suspended, impersonal, shown,
              "true: every call of its clients is refused."},
        field{5, "currency", &t::currency, impersonal, writable, "Default currency of customers.",
              rules::currency},
        field{6, "locale", &t::locale, impersonal, writable, "Default locale of customers.",
              rules::locale},
        field{7, "storefront", &t::storefront, impersonal, writable,
              "Capability: shoppers register and log in."},
        field{8, "marketing", &t::marketing, impersonal, writable,
              "Capability: newsletter, coupons, segments."},
        field{9, "b2b", &t::b2b, impersonal, writable, "Capability: companies."},
        field{10, "orders", &t::orders, impersonal, writable,
              "Capability: orders, carts, deliveries."},
        field{11, "customer_active_on_creation", &t::customer_active_on_creation, impersonal,
              writable, "New customers may log in at once."},
        field{12, "customer_on_hold_on_creation", &t::customer_on_hold_on_creation, impersonal,
              writable, "New customers start on hold."},
        field{13, "password_code_points_min", &t::password_code_points_min, impersonal, writable,
              "Shortest password allowed.", rule{.min = 8, .max = 64}},
        field{14, "guest_checkout", &t::guest_checkout, impersonal, writable,
              "Guests may buy, unless the site says otherwise."},
        field{15, "register_at_checkout", &t::register_at_checkout, impersonal, writable,
              "Registration while ordering, unless the site says otherwise."},
        field{16, "created_at", &t::created_at, impersonal, shown, "Milliseconds since 1970 UTC."},
        field{17, "removing_since", &t::removing_since, impersonal, shown,
              "Set: it is being removed; nobody can do anything with it."},
        field{18, "login_failures_free", &t::login_failures_free, impersonal, writable,
              "Failed logins in a row before a customer has to wait between them.",
              rule{.min = 1, .max = 20}},
        field{19, "login_failures_max", &t::login_failures_max, impersonal, writable,
              "Failed logins in a row before his password is good for nothing until it is reset.",
              rule{.min = 10, .max = 1000}},
        field{20, "legacy_passwords_until", &t::legacy_passwords_until, impersonal, writable,
              "When imported passwords end that nobody has logged in with."},
        field{21, "staff_totp_required", &t::staff_totp_required, impersonal, writable,
              "Staff may do nothing but set up one-time codes before they have."},
        field{22, "sites_and_restrictions_sync", &t::sites_and_restrictions_sync, impersonal,
              writable, "A customer without a restriction is restricted to his preferred site."},
        field{60, "mail_from", &t::mail_from, impersonal, writable,
              "Address that its mails come from; else the daemon's.", rules::mail_address},
        field{61, "mail_from_name", &t::mail_from_name, impersonal, writable,
              "Name that its mails come from; else that of the site, or its own.",
              rules::name<100>},
        field{62, "mail_reply_to", &t::mail_reply_to, impersonal, writable,
              "Address that answers to its mails go to.", rules::mail_address},
        field{63, "mails_per_hour", &t::mails_per_hour, impersonal, writable,
              "Mails for one purpose to one address within an hour.", rule{.min = 1, .max = 100}},
        field{64, "mails_per_day", &t::mails_per_day, impersonal, writable,
              "The same within a day.", rule{.min = 1, .max = 1'000}},
        field{65, "mail_passwords", &t::mail_passwords, impersonal, writable,
              "Initial passwords are told by mail."},
        field{67, "mail_verification", &t::mail_verification, impersonal, writable,
              "Who registers himself is mailed a link that verifies his e-mail."},
        field{68, "hide_accounts", &t::hide_accounts, impersonal, writable,
              "A storefront that registers a shopper is answered {} whether his e-mail had an "
              "account or not; the owner of one is told by mail."},
        field{66, "mail_paths", &t::mail_paths, impersonal, writable,
              "Where links in mails lead, below a site's storefront_url: a path by purpose, as "
              "{\"password_reset\": \"/my/password\"}; set as a whole. That of staff_invitation is "
              "below back_office_url.",
              rules::mail_paths},
        field{50, "back_office_url", &t::back_office_url, impersonal, writable,
              "https base URL of its back office; where links in mails to its staff point to.",
              rules::url},
        field{51, "lockout_notice", &t::lockout_notice, impersonal, writable,
              "A customer is told by mail when failed logins (login_failures_max) have made his "
              "password good for nothing until it is reset."},
        field{80, "uncounted_order_states", &t::uncounted_order_states, impersonal, writable,
              "Orders that are recorded in one of these states are kept, but not counted in "
              "summaries; what was recorded before stays as it was counted.",
              rules::some_states},
        field{81, "carts_per_site", &t::carts_per_site, impersonal, writable,
              "Carts that a customer may have at one site, abandoned ones as well; one who buys "
              "for a "
              "company may have 50.",
              rule{.min = 1, .max = 50}},
        field{
            86, "carts_abandoned_after_hours", &t::carts_abandoned_after_hours, impersonal,
            writable,
            "A cart that is not saved for so long is abandoned; 0: never. Goes for carts that are "
            "saved from then on.",
            rule{.min = 0, .max = 8'760}},
        field{90, "companies_approved_on_creation", &t::companies_approved_on_creation, impersonal,
              writable, "New companies need no approval."},
        field{40, "reference_key", &t::reference_key, impersonal, hidden,
              "Key of the customer references."}};
  }
};

struct realm {
  std::int64_t version = 1;
  std::string name;
  std::string title;
  std::int64_t created_at = 0;
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using r = realm;
    return list{
        field{1, "version", &r::version, impersonal, shown, "Raised by one with each change."},
        field{2, "realm", &r::name, impersonal, shown, "Short name; never changes."},
        field{3, "name", &r::title, impersonal, writable, "For people.", rules::name<100>},
        field{4, "created_at", &r::created_at, impersonal, shown, "Milliseconds since 1970 UTC."}};
  }
};

// A move of a site to another realm (realms.move_site) on its way: docs/architecture.md.
enum class site_move : std::uint8_t {
  copying,    // to `move_realm`: names of its customers are being taken there, too
  reverting,  // the move was given up: what was taken in `move_realm` is being freed
  cleaning,   // from `move_realm`: moved; what they had there is being freed
};
constexpr auto enum_names(site_move) {
  return std::array<std::string_view, 3>{"copying", "reverting", "cleaning"};
}

struct site {
  std::int64_t version = 1;
  std::string name;
  std::string title;
  std::string realm;
  std::optional<std::string> storefront_url;
  std::optional<std::string> locale;
  std::optional<std::string> currency;
  std::optional<bool> guest_checkout;
  std::optional<registration_at_checkout> register_at_checkout;
  std::optional<bool> login_needs_verification;
  std::int64_t created_at = 0;
  std::optional<site_move> move;
  std::optional<std::string> move_realm;
  std::optional<bool> closing;
  std::optional<fields::dynamic_map> mail_paths;
  fields::unknown_tags unknown;

  bool takes_customers() const { return !closing.value_or(false); }

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using s = site;
    return list{
        field{1, "version", &s::version, impersonal, shown, "Raised by one with each change."},
        field{2, "site", &s::name, impersonal, shown, "Short name; never changes."},
        field{3, "name", &s::title, impersonal, writable, "Name of the storefront.",
              rules::name<100>},
        field{4, "realm", &s::realm, impersonal, shown, "The realm whose logins the site shares."},
        field{5, "storefront_url", &s::storefront_url, impersonal, writable,
              "https base URL; the only place links in mails point to.", rules::url},
        field{6, "locale", &s::locale, impersonal, writable, "Default locale; else the tenant's.",
              rules::locale},
        field{7, "currency", &s::currency, impersonal, writable,
              "Default currency; else the tenant's.", rules::currency},
        field{8, "guest_checkout", &s::guest_checkout, impersonal, writable,
              "Guests may buy; else as the tenant says."},
        field{9, "register_at_checkout", &s::register_at_checkout, impersonal, writable,
              "Registration while ordering; else as the tenant says."},
        field{10, "login_needs_verification", &s::login_needs_verification, impersonal, writable,
              "Only verified customers may log in."},
        field{11, "created_at", &s::created_at, impersonal, shown, "Milliseconds since 1970 UTC."},
        field{12, "move", &s::move, impersonal, shown,
              "A move to or from `move_realm` is on its way: copying, reverting or cleaning."},
        field{13, "move_realm", &s::move_realm, impersonal, shown,
              "The other realm of a move on its way."},
        field{14, "closing", &s::closing, impersonal, shown,
              "true: it is being removed, and takes no customers."},
        field{60, "mail_paths", &s::mail_paths, impersonal, writable,
              "Where links in mails lead, below storefront_url, by purpose; else as the tenant "
              "says; set as a whole.",
              rules::mail_paths}};
  }
};

}  // namespace atrium::records
