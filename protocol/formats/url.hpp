// Base URLs of storefronts: every link in a mail starts with one.
#pragma once

#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::formats {

// https://host[:port][/path] in canonical form: scheme and host in lower case, the host in A-labels
// as canonical_domain makes them, the default port dropped, no slash at the end (append
// "/reset?..." to it). http is accepted only for localhost, 127.0.0.1 and [::1]; other address
// literals, user-info, query, fragment, empty or dot segments, percent codes of controls, '.', '/'
// and '\', and any character outside RFC 3986 are refused with invalid_field; 2,048 octets at most.
// base_url(base_url(x)) = base_url(x). Source: security.md 13. Pure and thread-safe.
outcome<std::string> base_url(std::string_view typed);

}  // namespace atrium::formats
