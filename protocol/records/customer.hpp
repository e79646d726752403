// A customer's profile (features.md A, F, S): the record, the wire form and the rules of every
// field in one list.
#pragma once

#include "protocol/fields/tagged.hpp"
#include "protocol/formats/phone.hpp"
#include "protocol/records/preferences.hpp"
#include "protocol/records/roles_at_company.hpp"
#include "protocol/records/rules.hpp"

namespace atrium::records {

// A contact is a person known to the business who has neither bought nor registered.
enum class customer_kind : std::uint8_t { guest, registered, contact };
constexpr auto enum_names(customer_kind) {
  return std::array<std::string_view, 3>{"guest", "registered", "contact"};
}

enum class gender : std::uint8_t { male, female, other };
constexpr auto enum_names(gender) {
  return std::array<std::string_view, 3>{"male", "female", "other"};
}

// What is known of the password; never the password.
enum class password_state : std::uint8_t { none, initial, set, legacy, must_change };
constexpr auto enum_names(password_state) {
  return std::array<std::string_view, 5>{"none", "initial", "set", "legacy", "must_change"};
}

// A calendar date from 1850 on; that it is not in the future is checked where the clock is known.
outcome<std::string> birth_date(std::string_view typed);
// Whether the date has not begun anywhere on earth.
bool is_in_future(std::string_view date, std::int64_t now_ms);
// One line of printable text, kept as it is: the other system's business.
outcome<std::string> external_id_text(std::string_view typed);

struct customer {
  static constexpr int id_tag = 2;
  static constexpr int erased_tag = 25;
  static constexpr int mixins_tag = 28;
  static constexpr int custom_id_tag = 43;
  static constexpr int merged_tag = 44;
  static constexpr int companies_tag = 46;
  static constexpr std::size_t companies_max = 20;
  static constexpr int groups_tag = 47;
  static constexpr int segments_tag = 48;
  static constexpr int company_roles_tag = 49;
  static constexpr int newsletters_tag = 50;

  std::int64_t version = 1;
  std::string id;
  std::int64_t number = 0;
  std::string reference;
  std::optional<std::string> external_id;
  customer_kind kind = customer_kind::guest;
  std::optional<std::string> username;
  std::optional<std::string> email;  // as typed; guests may have none
  std::optional<std::string> pending_email;
  std::optional<std::string> salutation;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<records::gender> gender;
  std::optional<std::string> date_of_birth;
  std::optional<std::string> phone;
  std::optional<std::string> company;
  std::string locale;
  std::string currency;
  std::optional<std::string> home_site;
  std::optional<std::string> preferred_site;
  std::optional<std::string> restriction;
  bool active = true;
  bool on_hold = false;
  bool verified = false;
  password_state password = password_state::none;
  bool erased = false;
  std::optional<std::string> assigned_staff;
  fields::dynamic_map preferences;
  fields::dynamic_map mixins;
  std::optional<std::int64_t> mixins_version;
  std::int64_t created_at = 0;
  std::optional<std::int64_t> registered_at;
  std::optional<std::int64_t> verified_at;
  std::optional<std::int64_t> last_login_at;
  std::optional<std::int64_t> locked_until;
  std::optional<std::string> default_billing;  // ids of addresses
  std::optional<std::string> default_shipping;
  std::optional<std::string> email_key;          // canonical, as in the unique index
  std::optional<std::string> username_key;       // canonical, as in the unique index
  std::optional<std::string> pending_email_key;  // canonical, as in the unique index
  bool custom_id = false;
  std::optional<std::int64_t> merged_into;  // account number
  std::optional<std::vector<std::int64_t>> absorbed;
  std::optional<bool> activation_mail_due;
  std::optional<std::vector<std::string>> companies;  // ids; never none of them
  // Where he is something, in the order of the ids; never none of them.
  std::optional<std::vector<roles_at_company>> company_roles;
  std::optional<std::vector<std::string>> groups;    // segments without a rule; sorted
  std::optional<std::vector<std::string>> segments;  // those whose rule he matches; sorted
  // Those that he has confirmed, as lists find him by them (records::newsletter); sorted, each
  // once; never none of them.
  std::optional<std::vector<std::string>> newsletters;
  fields::unknown_tags unknown;

  // Nothing is left of him but that he was there, and where to.
  bool is_tombstone() const { return erased || merged_into; }
  // Whether he buys for a company (features.md A13); stored nowhere else.
  bool is_b2b() const { return companies.has_value(); }
  std::vector<std::string> company_ids() const {
    return companies.value_or(std::vector<std::string>{});
  }
  std::vector<std::string> roles_at(std::string_view company_id) const {
    if (company_roles)
      for (const roles_at_company& each : *company_roles)
        if (each.company == company_id) return each.roles;
    return {};
  }
  // Of those who were merged into him.
  std::vector<std::int64_t> absorbed_numbers() const {
    return absorbed.value_or(std::vector<std::int64_t>{});
  }

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using enum column_kind;
    using c = customer;
    constexpr rule name = rules::name<100>;
    constexpr rule map{.bytes_max = 16384};
    constexpr rule some_companies{.format = formats::customer_id,
                                  .format_name = "customer_id",
                                  .bytes_max = 64,
                                  .column = set,
                                  .items_max = companies_max};
    return list{
        field{1, "version", &c::version, impersonal, shown, "Raised by one with each change."},
        // Before the id, so that whoever looks for that sees it.
        field{merged_tag, "merged_into", &c::merged_into, impersonal, hidden,
              "Number of the customer that he is part of."},
        field{id_tag, "id", &c::id, personal, shown,
              "Chosen at creation or generated; never changes.",
              rules::customer_id.in_column(column_kind::id)},
        field{3, "number", &c::number, impersonal, shown, "Customer number of the tenant.",
              rule{.column = column_kind::number}},
        field{4, "reference", &c::reference, impersonal, shown,
              "Unguessable, for use in letters and links.", rule{.column = column_kind::reference}},
        field{5, "external_id", &c::external_id, personal, back_office,
              "The id in another system; unique.",
              rule{.format = external_id_text,
                   .format_name = "name",
                   .bytes_max = 256,
                   .column = exact}},
        field{6, "kind", &c::kind, impersonal, shown, "guest, registered or contact.",
              rule{.column = set}},
        field{7, "username", &c::username, personal, shown, "Login name, if other than the e-mail.",
              rule{.column = column_kind::username}},
        field{8, "email", &c::email, personal, shown,
              "Contact e-mail; of a registered customer also the login.",
              rule{.column = column_kind::email}},
        field{9, "salutation", &c::salutation, personal, writable, "Mr, Dr, …",
              name.in_column(set)},
        field{10, "first_name", &c::first_name, personal, writable, "Given name.",
              name.in_column(text)},
        field{11, "last_name", &c::last_name, personal, writable, "Family name.",
              name.in_column(text)},
        field{12, "gender", &c::gender, personal, writable,
              "male, female or other; unset if unknown.", rule{.column = set}},
        field{13, "date_of_birth", &c::date_of_birth, personal, writable, "YYYY-MM-DD.",
              rule{.format = birth_date, .format_name = "date", .bytes_max = 10, .column = date}},
        field{14, "phone", &c::phone, personal, writable, "E.164.",
              rule{.format = formats::phone,
                   .format_name = "e164",
                   .bytes_max = 64,
                   .column = column_kind::phone}},
        field{15, "company", &c::company, personal, writable, "Name of the company.",
              rules::name<200>.in_column(text)},
        field{16, "locale", &c::locale, impersonal, writable,
              "BCP-47; defaults to that of site or tenant.", rules::locale.in_column(set)},
        field{17, "currency", &c::currency, impersonal, writable,
              "ISO 4217; defaults to that of site or tenant.", rules::currency.in_column(set)},
        field{18, "home_site", &c::home_site, impersonal, shown,
              "The site where the account was made.", rules::short_name.in_column(set)},
        field{19, "preferred_site", &c::preferred_site, impersonal, writable,
              "A site of the tenant.", rules::short_name.in_column(set)},
        field{20, "restriction", &c::restriction, impersonal, back_office,
              "Limits which staff see the record.", rules::restriction.in_column(set)},
        field{21, "active", &c::active, impersonal, shown, "false: may not log in.",
              rule{.column = set}},
        field{22, "on_hold", &c::on_hold, impersonal, shown, "true: may not log in for now.",
              rule{.column = set}},
        field{23, "verified", &c::verified, impersonal, shown,
              "The e-mail is known to be the customer's.", rule{.column = set}},
        field{24, "password", &c::password, impersonal, shown,
              "State of the password, never the password.", rule{.column = set}},
        field{erased_tag, "erased", &c::erased, impersonal, shown,
              "The person's data were erased; the record is a tombstone."},
        field{26, "assigned_staff", &c::assigned_staff, impersonal, back_office,
              "Back-office user in charge.", name.in_column(set)},
        field{27, "preferences", &c::preferences, personal, writable,
              "`language` (BCP-47), `shipping` (a map of options) and the tenant's own; set as a "
              "whole.",
              rule{.bytes_max = 16384, .map = records::preferences}},
        field{mixins_tag, "mixins", &c::mixins, personal, writable,
              "The tenant's own fields, as mixins.define says; set as a whole.", map},
        field{38, "mixins_version", &c::mixins_version, impersonal, shown,
              "Version of the schema that `mixins` was checked against."},
        field{29, "created_at", &c::created_at, impersonal, shown, "Milliseconds since 1970 UTC.",
              rule{.column = integer}},
        field{30, "registered_at", &c::registered_at, impersonal, shown,
              "When it became a registered customer.", rule{.column = integer}},
        field{31, "verified_at", &c::verified_at, impersonal, shown,
              "When the e-mail was verified.", rule{.column = integer}},
        // These two change without the version, and the journal does not tell of them.
        field{32, "last_login_at", &c::last_login_at, personal, shown,
              "His last successful login."},
        field{33, "locked_until", &c::locked_until, personal, shown,
              "After failed logins: no password is looked at before."},
        field{34, "default_billing", &c::default_billing, personal, shown,
              "Id of the address that bills go to."},
        field{35, "default_shipping", &c::default_shipping, personal, shown,
              "Id of the address that goods go to."},
        field{36, "pending_email", &c::pending_email, personal, shown,
              "The e-mail that he wants, until it is confirmed."},
        // 40 was the realm of the logins: it follows from the home site.
        field{41, "email_key", &c::email_key, personal, hidden, "Canonical e-mail."},
        field{42, "username_key", &c::username_key, personal, hidden, "Canonical username."},
        field{37, "pending_email_key", &c::pending_email_key, personal, hidden,
              "Canonical pending e-mail."},
        field{custom_id_tag, "custom_id", &c::custom_id, impersonal, hidden,
              "The id was chosen and is in the unique index."},
        field{45, "absorbed", &c::absorbed, impersonal, hidden,
              "Numbers of those who were merged into him."},
        field{companies_tag, "companies", &c::companies, personal, shown,
              "Ids of the companies that he buys for; with `expand` more of each.", some_companies},
        field{company_roles_tag, "company_roles", &c::company_roles, personal, shown,
              "What he is at which of them; see companies.assign. A list is asked by company and "
              "role: `bell/buyer`.",
              rule{.bytes_max = 128, .column = set, .items_max = companies_max}},
        // His part in what marketing makes of its customers; not for his own eyes.
        field{groups_tag, "groups", &c::groups, personal, inside_only,
              "Segments that he was assigned to; see segments.assign.",
              rules::short_name.in_column(set)},
        field{segments_tag, "segments", &c::segments, personal, inside_only,
              "Segments that he belongs to by their rules; see segments.define.",
              rules::short_name.in_column(set)},
        // Told by newsletter.subscribers, and not by the record (features.md G8); changes with his
        // subscriptions, without the version.
        field{newsletters_tag, "newsletters", &c::newsletters, personal, hidden,
              "Newsletters that he has confirmed.", rule{.bytes_max = 512, .column = set}},
        field{60, "activation_mail_due", &c::activation_mail_due, impersonal, hidden,
              "He was told that the account is being prepared; hears when it is active."}};
  }
};

// The password of a customer, apart from the profile so that reading one never touches the other.
struct password_record {
  std::int64_t version = 1;
  std::string hash;  // PHC string
  std::int64_t set_at = 0;
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using p = password_record;
    return list{
        field{1, "version", &p::version, privacy::impersonal, access::hidden, ""},
        field{2, "hash", &p::hash, privacy::personal, access::hidden, "PHC string."},
        field{3, "set_at", &p::set_at, privacy::impersonal, access::hidden, "When it was set."}};
  }
};

}  // namespace atrium::records
