// A shopper's login at a storefront (security.md 9, 11): a part of his account. Of its tokens the
// store has hashes only. Staff have them, too, with one token, `access`, that is good until it has
// not been used for a while, and no site. One of assisted buying is a customer's, but in the hands
// of staff: it has one token as well, is good at its site alone and never refreshed.
#pragma once

#include "protocol/fields/tagged.hpp"
#include "protocol/records/rules.hpp"

namespace atrium::records {

// Of assisted buying: whatever happens, it ends after that.
inline constexpr std::int64_t assisted_session_ms = std::int64_t{15} * 60 * 1'000;

struct shopper_session {
  std::int64_t version = 1;
  std::string id;
  std::string site;
  std::optional<std::string> device;
  std::int64_t created_at = 0;
  std::int64_t refreshed_at = 0;
  std::int64_t expires_at = 0;  // unless it is refreshed
  std::string access_hash;
  std::int64_t access_expires_at = 0;
  std::string family_hash;
  std::string refresh_hash;
  // The refresh token before this one, and until when it is answered once more with what followed
  // it: sealed under a key that is made from that token.
  std::optional<std::string> used_refresh_hash;
  std::optional<std::string> successors;
  std::optional<std::int64_t> grace_until;
  std::optional<std::int64_t> shut_out;  // of staff: records::staff::shut_out when it began
  // Of assisted buying: who acts in the customer's place, as the journal names him, why, and the
  // session of his without which this one is not good.
  std::optional<std::string> acting_staff;
  std::optional<std::string> reason;
  std::optional<std::int64_t> staff;  // the number that stands for an account
  std::optional<std::int64_t> staff_session;
  fields::unknown_tags unknown;

  bool is_assisted() const { return acting_staff.has_value(); }

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using s = shopper_session;
    constexpr rule bytes{.any_bytes = true};
    return list{
        field{1, "version", &s::version, impersonal, hidden, "Raised by one with each change."},
        field{2, "id", &s::id, impersonal, shown, "Names it among the customer's."},
        field{3, "site", &s::site, impersonal, shown, "Where he logged in."},
        field{4, "device", &s::device, personal, shown, "As the storefront described it.",
              rules::name<200>},
        field{5, "created_at", &s::created_at, impersonal, shown, "When he logged in."},
        field{6, "refreshed_at", &s::refreshed_at, impersonal, shown,
              "When it was last given new tokens."},
        field{7, "expires_at", &s::expires_at, impersonal, shown,
              "When it ends unless it is refreshed."},
        field{8, "access_hash", &s::access_hash, impersonal, hidden, "SHA-256.", bytes},
        field{9, "access_expires_at", &s::access_expires_at, impersonal, hidden,
              "When the access token ends."},
        field{10, "family_hash", &s::family_hash, impersonal, hidden,
              "SHA-256 of what all its refresh tokens begin with.", bytes},
        field{11, "refresh_hash", &s::refresh_hash, impersonal, hidden, "SHA-256.", bytes},
        field{12, "used_refresh_hash", &s::used_refresh_hash, impersonal, hidden,
              "SHA-256 of the refresh token before.", bytes},
        field{13, "successors", &s::successors, impersonal, hidden, "Sealed tokens.", bytes},
        field{14, "grace_until", &s::grace_until, impersonal, hidden,
              "Until when the refresh token before is answered."},
        field{15, "shut_out", &s::shut_out, impersonal, hidden,
              "How often the member of staff had been shut out."},
        field{16, "acting_staff", &s::acting_staff, impersonal, shown,
              "The member of staff who acts in the customer's place (assisted.start)."},
        field{17, "reason", &s::reason, personal, hidden, "Why he does.", rules::name<200>},
        field{18, "staff", &s::staff, impersonal, hidden, "His number."},
        field{19, "staff_session", &s::staff_session, impersonal, hidden,
              "Number of his own session."}};
  }
};

// What a token's hash stands for in the unique index.
enum class token_purpose : std::uint8_t { access, refresh, staff, assisted };
constexpr auto enum_names(token_purpose) {
  return std::array<std::string_view, 4>{"access", "refresh", "staff", "assisted"};
}

struct token_entry {
  std::int64_t account = 0;
  std::int64_t session = 0;  // its number among the account's
  token_purpose purpose = token_purpose::access;
  std::int64_t expires_at = 0;
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using t = token_entry;
    return list{
        field{1, "account", &t::account, impersonal, hidden, "Whose it is."},
        field{2, "session", &t::session, impersonal, hidden, "Number of his session."},
        field{3, "purpose", &t::purpose, impersonal, hidden, "access, refresh, staff or assisted."},
        field{4, "expires_at", &t::expires_at, impersonal, hidden, "When it ends."}};
  }
};

}  // namespace atrium::records
