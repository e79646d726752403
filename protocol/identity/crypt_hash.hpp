// The texts of crypt(3) that are known: crypt(5) of libxcrypt describes them.
#pragma once

#include <string_view>

#include "protocol/identity/password_hash.hpp"

namespace atrium::identity {

// "$2b$12$" and 53 characters; also $2a$, $2x$ and $2y$.
outcome<password_hash> read_bcrypt(std::string_view text);

// "$5$salt$" and 43 characters or "$6$salt$" and 86, with "rounds=5000$" before the salt or not.
outcome<password_hash> read_sha_crypt(std::string_view text);

// "$7$" N, r and p, salt "$" and 43 characters, as libsodium makes them, too.
outcome<password_hash> read_crypt_scrypt(std::string_view text);

// "$y$" parameters "$" salt "$" and 43 characters.
outcome<password_hash> read_yescrypt(std::string_view text);

}  // namespace atrium::identity
