// Hashes of passwords that other systems have made.
#pragma once

#include <string_view>

namespace atrium::identity {

// Whether the text is a hash of one of the kinds that a login can be checked against (security.md
// 4): bcrypt, Argon2, scrypt, PBKDF2, sha-crypt, phpass, SSHA. Looks at the form only.
bool is_password_hash(std::string_view text);

}  // namespace atrium::identity
