// The people of a tenant's back office, the groups that give them their rights (features.md R1),
// and what one of them proves himself with.
#pragma once

#include "protocol/records/client.hpp"
#include "protocol/records/mail_settings.hpp"
#include "protocol/records/rules.hpp"

namespace atrium::records {

struct staff_group {
  std::int64_t version = 1;
  std::string name;  // the short name that calls use; never changes
  std::string title;
  std::vector<scope> scopes;
  std::vector<std::string> sites;         // empty: all
  std::vector<std::string> restrictions;  // empty: all
  std::int64_t created_at = 0;
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using g = staff_group;
    return list{
        field{1, "version", &g::version, impersonal, shown, "Raised by one with each change."},
        field{2, "group", &g::name, impersonal, shown, "Short name; never changes."},
        field{3, "name", &g::title, impersonal, writable, "For people.", rules::name<100>},
        field{4, "scopes", &g::scopes, impersonal, writable, "What its members may do."},
        field{5, "sites", &g::sites, impersonal, writable,
              "The only sites they may do it at; empty for all.", rules::short_name},
        field{6, "restrictions", &g::restrictions, impersonal, writable,
              "They see only customers of these restrictions; empty for all.", rules::restriction},
        field{7, "created_at", &g::created_at, impersonal, shown, "Milliseconds since 1970 UTC."}};
  }
};

struct staff {
  std::int64_t version = 1;
  std::string id;
  std::string username;  // canonical; never changes
  std::string name;
  std::optional<std::string> email;
  std::vector<std::string> groups;
  std::optional<std::string> locale;
  bool disabled = false;
  std::int64_t created_at = 0;
  std::optional<std::int64_t> disabled_at;
  std::int64_t shut_out = 0;  // how often; a session begun before the last time is void
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using s = staff;
    return list{
        field{1, "version", &s::version, impersonal, shown, "Raised by one with each change."},
        field{2, "id", &s::id, impersonal, shown, "What the journal calls him; never changes."},
        field{3, "username", &s::username, personal, shown,
              "What he logs in as, in canonical form; never changes."},
        field{4, "name", &s::name, personal, writable, "His name.", rules::name<100>},
        field{5, "email", &s::email, personal, writable, "His e-mail.", rules::mail_address},
        field{6, "groups", &s::groups, impersonal, writable, "The groups that give him his rights.",
              rules::short_name},
        field{7, "locale", &s::locale, personal, writable, "His language.", rules::locale},
        field{8, "disabled", &s::disabled, impersonal, shown,
              "true: he may not log in, and no session of his is good."},
        field{9, "created_at", &s::created_at, impersonal, shown, "Milliseconds since 1970 UTC."},
        field{10, "disabled_at", &s::disabled_at, impersonal, shown, "When he was disabled."},
        field{40, "shut_out", &s::shut_out, impersonal, hidden, "How often he was shut out."}};
  }
};

// Apart from the record, as a customer's password is from his profile.
struct staff_credentials {
  std::int64_t version = 1;
  std::string hash;  // PHC string
  std::int64_t set_at = 0;
  bool must_change = false;
  std::optional<std::string> totp;      // sealed: the secret of his one-time codes
  std::optional<std::string> totp_new;  // sealed: one that he has not confirmed yet
  std::int64_t totp_step = 0;           // of the last code that was taken, which is good once
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using c = staff_credentials;
    constexpr rule bytes{.any_bytes = true};
    return list{
        field{1, "version", &c::version, impersonal, hidden, "Raised by one with each change."},
        field{2, "hash", &c::hash, personal, hidden, "PHC string."},
        field{3, "set_at", &c::set_at, impersonal, hidden, "When the password was set."},
        field{4, "must_change", &c::must_change, impersonal, hidden,
              "He logs in only with a new one."},
        field{5, "totp", &c::totp, personal, hidden, "Sealed secret.", bytes},
        field{6, "totp_new", &c::totp_new, personal, hidden, "Sealed secret.", bytes},
        field{7, "totp_step", &c::totp_step, impersonal, hidden, "Step of the last code."}};
  }
};

}  // namespace atrium::records
