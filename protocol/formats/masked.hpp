// Personal data as logs and audit rows may show it. Source: security.md 23.
#pragma once

#include <string>
#include <string_view>

namespace atrium::formats {

// "jane@example.com" -> "j***@": the first character when it is printable ASCII, never the length,
// never the domain (it may be a person's own name). A text without '@', such as a username, becomes
// "j***". Never empty.
std::string masked(std::string_view email_or_username);

}  // namespace atrium::formats
