#include "protocol/identity/common_passwords.hpp"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "protocol/identity/code_points.hpp"

// The content of common_passwords.bin, by common_passwords.S: sorted prefixes of SHA-256.
extern "C" const std::uint8_t atrium_common_passwords[];
extern "C" const std::uint8_t atrium_common_passwords_end[];

namespace atrium::identity {

namespace {

constexpr std::size_t prefix_octets = 5;  // as in tools/build_password_list.py
using prefix = std::array<std::uint8_t, prefix_octets>;

prefix prefix_at(std::size_t position) {
  prefix found;
  std::memcpy(found.data(), atrium_common_passwords + position * prefix_octets, prefix_octets);
  return found;
}

prefix prefix_of(std::string_view password) {
  std::string lowered = lower_ascii(password);
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const std::uint8_t*>(lowered.data()), lowered.size(), digest.data());
  OPENSSL_cleanse(lowered.data(), lowered.size());
  prefix result;
  std::copy_n(digest.begin(), prefix_octets, result.begin());
  OPENSSL_cleanse(digest.data(), digest.size());
  return result;
}

}  // namespace

std::size_t common_password_count() {
  return static_cast<std::size_t>(atrium_common_passwords_end - atrium_common_passwords) /
         prefix_octets;
}

bool is_common_password(std::string_view password) {
  const prefix wanted = prefix_of(password);
  std::size_t low = 0;
  std::size_t high = common_password_count();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const prefix found = prefix_at(middle);
    if (found == wanted) return true;
    if (found < wanted)
      low = middle + 1;
    else
      high = middle;
  }
  return false;
}

}  // namespace atrium::identity
