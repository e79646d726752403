// The one canonical form of an e-mail address. Every entry (register, login, reset, change, import,
// search, claim) goes through here; storage keys are made of `canonical` and of nothing else.
#pragma once

#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::identity {

struct email {
  std::string
      canonical;      // local@domain: ASCII, lower case, the domain in A-labels; at most 254 octets
  std::string shown;  // exactly as typed, for people to read; mail goes to `canonical`
  bool operator==(const email&) const = default;
};

// The local part is an RFC 5321 dot-string of ASCII, at most 64 octets, lowered in ASCII only; dots
// and plus tags stay as they are; the domain is as canonical_domain says. Quoted local parts,
// comments, address literals, edge spaces and controls are refused with invalid_field, never
// repaired. The canonical form of a canonical form is itself. Source: security.md 1. Pure and
// thread-safe.
outcome<email> canonical_email(std::string_view typed);

}  // namespace atrium::identity
