// A link that a customer, or a member of staff, was mailed (security.md 9): a part of his account,
// one at most for each purpose. Of its token the store has a hash only, and the token is good for
// nothing else: purpose, account and address are those of this record. It goes when it is redeemed,
// when another takes its place, when password or e-mail change, and when its time is over.
#pragma once

#include "protocol/fields/tagged.hpp"

namespace atrium::records {

enum class link_purpose : std::uint8_t {
  set_password,    // sent by the shop
  reset_password,  // asked for by whoever knows the address
  verify_email,
  change_email,
  newsletter,        // he wants the newsletter of a site
  staff_invitation,  // of a member of staff: his first password
};
constexpr auto enum_names(link_purpose) {
  return std::array<std::string_view, 6>{"set_password", "reset_password", "verify_email",
                                         "change_email", "newsletter",     "staff_invitation"};
}
// Of an entry in the unique index that is no link's, but leads to the guest of an address
// (newsletter::address_hash).
inline constexpr std::int64_t link_never_ends = fields::integer_max;

struct one_time_link {
  std::int64_t version = 1;
  link_purpose purpose = link_purpose::set_password;
  std::string address;
  std::int64_t created_at = 0;
  std::int64_t expires_at = 0;
  std::string token_hash;
  std::optional<std::string> site;       // of a newsletter
  std::optional<std::int64_t> shut_out;  // of a member of staff: as in his record then
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using l = one_time_link;
    return list{
        field{1, "version", &l::version, impersonal, hidden, "Raised by one with each change."},
        field{2, "purpose", &l::purpose, impersonal, shown, "What it is good for."},
        field{3, "address", &l::address, personal, shown, "Where it was mailed to, canonical."},
        field{4, "created_at", &l::created_at, impersonal, shown, "When it was sent."},
        field{5, "expires_at", &l::expires_at, impersonal, shown, "Until when it is good."},
        field{6, "token_hash", &l::token_hash, impersonal, hidden, "SHA-256.",
              rule{.any_bytes = true}},
        field{22, "site", &l::site, impersonal, shown, "Whose newsletter it confirms."},
        field{50, "shut_out", &l::shut_out, impersonal, hidden,
              "How often the member of staff was shut out when it was sent."}};
  }
};

// What a link's hash stands for in the unique index.
struct link_entry {
  std::int64_t account = 0;
  link_purpose purpose = link_purpose::set_password;
  std::int64_t expires_at = 0;
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using l = link_entry;
    return list{field{1, "account", &l::account, impersonal, hidden, "Whose it is."},
                field{2, "purpose", &l::purpose, impersonal, hidden, "What it is good for."},
                field{3, "expires_at", &l::expires_at, impersonal, hidden, "When it ends."}};
  }
};

}  // namespace atrium::records
