// Where a shopper's device is in the network, as far as limits look: an IPv4 address, or the /64 of
// an IPv6 address, since whoever has one has all of it (security.md 7).
#pragma once

#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::formats {

// "203.0.113.9" stays; "2001:db8:1:2:3::4" becomes "2001:db8:1:2::"; an IPv4 address in IPv6 is
// that IPv4 address. `invalid_field` for anything else.
outcome<std::string> source_address(std::string_view typed);

}  // namespace atrium::formats
