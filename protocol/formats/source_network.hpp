// Where a call comes from, as far as the audit log tells: the /24 of an IPv4 address, the /48 of an
// IPv6 address. Enough to see that somebody is elsewhere than usual, and no person's address.
#pragma once

#include <string>
#include <string_view>

namespace atrium::formats {

// "203.0.113.9" becomes "203.0.113.0/24", "2001:db8:1:2::3" "2001:db8:1::/48"; an IPv4 address in
// IPv6 is that IPv4 address. Empty for what is no address ("unix").
std::string source_network(std::string_view address);

}  // namespace atrium::formats
