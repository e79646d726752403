// What tenants and sites say of their mails: addresses, and where links lead.
#pragma once

#include "protocol/fields/description.hpp"
#include "protocol/fields/problems.hpp"
#include "protocol/mailing/purpose.hpp"

namespace atrium::records {

// The canonical form of an address (protocol/identity/email.hpp).
outcome<std::string> mail_address(std::string_view typed);

// A map of paths by purposes that have a link, each as formats::base_url has its path; false if it
// notes what is wrong under `at`.
bool mail_paths(fields::dynamic_map& given, const fields::path& at, fields::problems& found);

// The path for the purpose in such a map; empty if it has none.
std::string path_for(const fields::dynamic_map& paths, mailing::purpose what);

namespace rules {
inline constexpr fields::rule mail_address{
    .format = records::mail_address, .format_name = "email", .bytes_max = 320};
inline constexpr fields::rule mail_paths{.bytes_max = 8192, .map = records::mail_paths};
}  // namespace rules

}  // namespace atrium::records
