// The canonical form of a DNS domain name: lower-case A-labels, so that two spellings of one domain
// are one string.
#pragma once

#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::identity {

// Takes ASCII or Unicode labels; one trailing dot is stripped. At least two labels of 1..63 octets,
// 253 octets in all, of letters, digits and inner hyphens; the last label is not a number (so an IP
// address is no domain). Unicode labels are lowered character by character and then follow IDNA
// 2008 strictly. A character outside ASCII that would turn into ASCII is refused, so that it never
// reaches another domain. canonical_domain(canonical_domain(x)) = canonical_domain(x). Source:
// security.md 1, RFC 1123, RFC 5890. Refused with invalid_field. Pure and thread-safe.
outcome<std::string> canonical_domain(std::string_view typed);

}  // namespace atrium::identity
