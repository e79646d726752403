// Customer references for the world outside: unique, unguessable, without a counter to read the
// tenant's size from, and without an index to look them up in, because the account's number is
// inside. Source: features.md F7.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace atrium::identity {

// reference = base32(AES-128(tenant key, number as 8 octets big endian || 8 zero octets)), 26
// characters of Crockford's alphabet in lower case, the first one 0..7. Whoever does not know the
// key finds a valid one in 1 of 2^64 attempts; the reference of one tenant means nothing at
// another. A tenant's key never changes, or its references do.
//
// Constant after construction: all methods may be called by any thread at any time. The key is
// wiped at the end.
class reference_cipher {
 public:
  static constexpr std::size_t key_octets = 16;
  static constexpr std::size_t reference_characters = 26;

  explicit reference_cipher(std::span<const std::uint8_t, key_octets> tenant_key);
  ~reference_cipher();
  reference_cipher(const reference_cipher&) = delete;
  reference_cipher& operator=(const reference_cipher&) = delete;

  std::string reference_of(std::uint64_t number) const;

  // Nothing for a text that reference_of does not write: wrong length, upper case, look-alike
  // letters, another key.
  std::optional<std::uint64_t> number_of(std::string_view reference) const;

 private:
  std::array<std::uint8_t, key_octets> key_;
};

}  // namespace atrium::identity
