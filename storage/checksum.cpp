#include "storage/checksum.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstring>

namespace atrium::storage {

namespace {

std::uint64_t big_endian(std::uint64_t value) { return __builtin_bswap64(value); }
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);

}  // namespace

std::uint64_t checksum(std::string_view key, std::string_view value) {
  XXH3_state_t state;
  XXH3_64bits_reset(&state);
  XXH3_64bits_update(&state, key.data(), key.size());
  XXH3_64bits_update(&state, value.data(), value.size());
  return XXH3_64bits_digest(&state);
}

void write_checked(std::string_view key, std::string_view value, char* to) {
  if (!value.empty()) std::memcpy(to, value.data(), value.size());
  const std::uint64_t sum = big_endian(checksum(key, value));
  std::memcpy(to + value.size(), &sum, sizeof sum);
}

std::optional<std::string_view> read_checked(std::string_view key, std::string_view stored) {
  if (stored.size() < checksum_bytes) return std::nullopt;
  const std::string_view value = stored.substr(0, stored.size() - checksum_bytes);
  std::uint64_t sum = 0;
  std::memcpy(&sum, stored.data() + value.size(), sizeof sum);
  if (big_endian(sum) != checksum(key, value)) return std::nullopt;
  return value;
}

}  // namespace atrium::storage
