// The small values: entries of the unique index and of the meta table (docs/data_format.md).
#pragma once

#include "protocol/fields/tagged.hpp"

namespace atrium::records {

// A pending e-mail is kept from others, and nobody is found by it.
enum class login_kind : std::uint8_t { email, username, pending_email };
constexpr auto enum_names(login_kind) {
  return std::array<std::string_view, 3>{"email", "username", "pending_email"};
}

struct unique_entry {
  std::int64_t number = 0;
  std::optional<std::int64_t> tenant;  // of client ids
  std::optional<login_kind> login;     // of logins
  std::optional<std::int64_t> part;    // of references of orders and deliveries
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using u = unique_entry;
    return list{field{1, "number", &u::number, privacy::impersonal, access::hidden,
                      "What the key stands for."},
                field{2, "tenant", &u::tenant, privacy::impersonal, access::hidden, "Its tenant."},
                field{3, "login", &u::login, privacy::impersonal, access::hidden,
                      "E-mail, username or pending e-mail."},
                field{4, "part", &u::part, privacy::impersonal, access::hidden,
                      "Which of the customer's parts."}};
  }
};

}  // namespace atrium::records
