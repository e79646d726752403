// One entry of a tenant's journal (features.md P1, P2): what changed, not to what. Whoever shows an
// entry looks a chosen id up in the record. What a caller said in it (fields marked personal) the
// janitor empties once the customer is erased or removed.
#pragma once

#include <algorithm>
#include <array>

#include "protocol/fields/tagged.hpp"

namespace atrium::records {

// Somebody has come to belong to a segment, or does not any more: `object` names it, `fields` where
// his record says so. Told beside the change that brought it about, under the same version.
inline constexpr std::string_view segment_entered = "segment.entered";
inline constexpr std::string_view segment_left = "segment.left";

// Entries of these kinds name, in `fields`, every field of a customer's profile that has another
// value than before and that lists are made of; but for the segments that he belongs to, which have
// entries of their own.
inline constexpr std::array<std::string_view, 15> kinds_that_name_all_fields{
    "customer.updated",
    "customer.status_changed",
    "customer.email_changed",
    "customer.unlocked",
    "customer.username_changed",
    "customer.password_changed",
    "customer.defaults_changed",
    "customer.company_assigned",
    "customer.company_unassigned",
    "customer.company_roles_changed",
    "customer.converted",
    "newsletter.confirmed",
    "newsletter.unsubscribed",
    segment_entered,
    segment_left};
inline bool names_all_fields(std::string_view kind) {
  return std::ranges::find(kinds_that_name_all_fields, kind) != kinds_that_name_all_fields.end();
}

// Told of to those alone who may see newsletters (features.md G8).
inline bool is_of_newsletter(std::string_view kind) { return kind.starts_with("newsletter."); }

struct change {
  std::int64_t time = 0;
  std::string kind;                     // "customer.registered", "site.updated", …
  std::optional<std::int64_t> account;  // the customer's account number
  std::optional<std::string>
      object;  // what else it is about: a site, a realm, a client by name, a part by id
  std::optional<std::int64_t> version;           // of the record after the change
  std::optional<std::int64_t> customer_version;  // where a part's change raised the customer's, too
  std::vector<std::string> fields_changed;
  std::string principal;  // "operator", "client:<id>", "staff:<id>", "shopper"
  std::optional<std::string> acting_staff;
  std::optional<std::string> site;
  std::optional<std::string> reason;
  std::optional<std::string> home_site;  // of the customer: who may hear of it
  std::optional<bool> chosen_id;         // the customer's id; else it follows from the number
  std::optional<std::int64_t>
      other;  // of a merge, or a transfer: the other customer's account number
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using c = change;
    return list{
        field{1, "time", &c::time, impersonal, shown, "Milliseconds since 1970 UTC."},
        field{2, "kind", &c::kind, impersonal, shown, "What happened."},
        field{3, "account", &c::account, impersonal, hidden, "Account number."},
        // 4 was the chosen id itself.
        field{5, "object", &c::object, personal, shown,
              "Name of the site, realm or client; id of the address, note or company."},
        field{6, "version", &c::version, impersonal, shown, "Version after the change."},
        field{7, "fields", &c::fields_changed, impersonal, shown, "Which fields changed."},
        field{8, "principal", &c::principal, impersonal, hidden, "Who did it."},
        field{9, "acting_staff", &c::acting_staff, impersonal, hidden,
              "The member of staff who acted in the customer's place, or whose acting it was."},
        field{10, "site", &c::site, impersonal, hidden, "Through which site."},
        field{11, "reason", &c::reason, personal, hidden, "Why, as the caller said."},
        field{12, "home_site", &c::home_site, impersonal, hidden, "The customer's site."},
        field{13, "chosen_id", &c::chosen_id, impersonal, hidden,
              "The customer's id was chosen: it is in his record only."},
        field{14, "customer_version", &c::customer_version, impersonal, shown,
              "The customer's version, where the change of a part raised it, too."},
        field{15, "other", &c::other, impersonal, shown,
              "Number of the other one of a merge, or of a transfer of credit."}};
  }
};

}  // namespace atrium::records
