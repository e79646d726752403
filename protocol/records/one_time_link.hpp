// A link that a customer was mailed (security.md 9): a part of his account, one at most for each
// purpose. Of its token the store has a hash only, and the token is good for nothing else: purpose,
// account and address are those of this record. It goes when it is redeemed, when another takes its
// place, when password or e-mail change, and when its time is over.
#pragma once

#include "protocol/fields/tagged.hpp"

namespace atrium::records {

enum class link_purpose : std::uint8_t {
  set_password,    // sent by the shop
  reset_password,  // asked for by whoever knows the address
  verify_email,
  change_email,
};
constexpr auto enum_names(link_purpose) {
  return std::array<std::string_view, 4>{"set_password", "reset_password", "verify_email",
                                         "change_email"};
}

struct one_time_link {
  std::int64_t version = 1;
  link_purpose purpose = link_purpose::set_password;
  std::string address;
  std::int64_t created_at = 0;
  std::int64_t expires_at = 0;
  std::string token_hash;
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
              rule{.any_bytes = true}}};
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
