// Hashes of passwords, Atrium's own and those that other systems made: which texts are one, and
// what is in them. Verification (actors/hashing/password_verification.hpp) computes what is read
// here, so whatever an import takes is something that a login can be checked against.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/outcome.hpp"

namespace atrium::identity {

// An import chooses its hashes, and every login to such a customer computes one. So a text that
// asks for more than this is none: about ten seconds of a core and 256 MiB.
namespace hash_limits {
constexpr std::size_t text_octets_max = 512;
constexpr std::uint64_t memory_octets_max = 256ull << 20;  // also of `hashing.memory_kib`
// Memory times passes (Argon2) or lanes (scrypt); also what `hashing.*` ask for at most.
constexpr std::uint64_t traffic_octets_max = 32 * memory_octets_max;
constexpr unsigned bcrypt_cost_max = 15;
constexpr std::uint64_t pbkdf2_iterations_max = 10'000'000;  // of all blocks of the key together
constexpr std::uint64_t sha_crypt_rounds_max = 5'000'000;
constexpr unsigned phpass_cost_max = 22;
}  // namespace hash_limits

enum class digest : std::uint8_t { md5, sha1, sha256, sha512 };

// What crypt(3) computes again from the text itself: bcrypt, sha-crypt, scrypt ($7$), yescrypt.
struct crypt_hash {
  // What the password went through before.
  enum class form : std::uint8_t { plain, wordpress, django_sha256 };
  form password = form::plain;
  std::string text;
  std::size_t key_characters;  // the last ones of the text; the others are how to make them
};

// Argon2id or Argon2i, version 19, as a PHC string.
struct argon2_hash {
  std::string text;
  bool both = false;  // the "d" in Argon2id
  std::uint32_t memory_kib = 0;
  std::uint32_t passes = 0;
  std::uint32_t lanes = 0;
};

struct pbkdf2_hash {
  digest with;
  std::uint32_t iterations;
  std::string salt;
  std::string key;
};

struct scrypt_hash {
  std::uint64_t n;
  std::uint32_t r;
  std::uint32_t p;
  std::string salt;
  std::string key;
};

// phpass: WordPress and phpBB with MD5, Drupal 7 with SHA-512.
struct phpass_hash {
  digest with;
  unsigned cost;  // binary logarithm of the rounds
  std::string salt;
  std::string key;  // as phpass writes it, perhaps not to the end
};

// LDAP's {SSHA} and its like: digest(password, salt).
struct ldap_hash {
  digest with;
  std::string salt;
  std::string key;
};

// Magento 2: one step after another with the same salt, each on what the one before made.
struct magento_hash {
  enum class step : std::uint8_t { md5, sha256, argon2id };
  std::vector<step> steps;
  std::string salt;
  std::string key;
  std::uint32_t passes = 0;  // of Argon2id
  std::uint64_t memory_octets = 0;
};

using password_hash = std::variant<crypt_hash, argon2_hash, pbkdf2_hash, scrypt_hash, phpass_hash,
                                   ldap_hash, magento_hash>;

// Refused with `invalid_field` and the reason: a text of no known kind, or of one that was never
// fit for passwords (MD5 and SHA-1 without more), or one beyond the limits.
outcome<password_hash> read_password_hash(std::string_view text);

}  // namespace atrium::identity
