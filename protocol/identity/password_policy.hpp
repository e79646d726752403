// Which new passwords are accepted: at register, change, reset and staff creation, never at login.
#pragma once

#include <cstddef>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::identity {

inline constexpr std::size_t password_octets_max = 256;

// What the password is judged against. Names that do not exist in a case stay empty.
struct password_context {
  std::size_t minimum_code_points = 8;
  std::string_view tenant_name = {};
  std::string_view site_name = {};
  std::string_view email_local_part = {};
};

// Accepts any valid UTF-8 of minimum_code_points code points up to 256 octets, so 64 code points
// always fit; there are no composition rules, nothing is truncated or normalised. Refused with
// invalid_field: malformed UTF-8 and more than 256 octets; with weak_password: fewer code points, a
// common password, and the name of the tenant or site or the local part of the e-mail in whatever
// case. Source: security.md 4, NIST SP 800-63B 5.1.1.2. Pure and thread-safe; the messages never
// contain the password.
outcome<nothing> check_password(std::string_view password, const password_context& context);

}  // namespace atrium::identity
