// Whether a password is the one that was hashed: by Atrium, or by the system that a customer comes
// from (security.md 5). What a hash may cost is bounded where it is read
// (protocol/identity/password_hash.hpp); up to ten seconds of a core remain, so only for the
// threads of the hashing pool.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace atrium::actors {

// What Atrium's own hashes cost: `hashing.memory_kib` and `hashing.passes`.
struct argon2_cost {
  std::uint32_t memory_kib;
  std::uint32_t passes;
};

// Bytes against bytes: nothing is trimmed, normalised or decoded but by the system that the hash is
// from, as WordPress trims. bcrypt looks at the first 72 bytes and no further; a password with a
// NUL byte is none for crypt(3), which would look at what is before it. Compares in constant time.
// False also for a text that is no hash, and when there is no memory for the computation.
bool verify_password(std::string_view hash, std::string_view password);

// Whether a password that has just been verified should be hashed again: the hash is not Argon2id,
// or cost less than wanted.
bool needs_rehash(std::string_view hash, argon2_cost wanted);

// A hash of ours that no password has: what is verified when there is no account, so that it costs
// the same (security.md 8). `salt` and `key` are random.
constexpr std::size_t hash_salt_octets = 16;
constexpr std::size_t hash_key_octets = 32;
std::string unmatched_hash(argon2_cost cost, std::string_view salt, std::string_view key);

}  // namespace atrium::actors
