#include "actors/confirmation.hpp"

#include <sodium.h>

#include "actors/keyed_hash.hpp"
#include "protocol/wire/format.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

constexpr std::size_t time_bytes = 8;
constexpr std::size_t proof_bytes = 16;

// Until when, and the proof that it is ours.
std::string make(std::string_view key, const std::string& what, std::int64_t expires_at) {
  const storage::key bytes = storage::key{}.u64(static_cast<std::uint64_t>(expires_at));
  const std::string until(bytes.view());
  return until + keyed_hash(key, what + until, proof_bytes);
}

}  // namespace

std::string make_confirmation(std::string_view key, const std::string& what,
                              std::int64_t expires_at) {
  return in_hex(make(key, what, expires_at));
}

bool confirms(const std::string& text, std::string_view key, const std::string& what,
              std::int64_t now_ms) {
  std::string given(time_bytes + proof_bytes, '\0');
  std::size_t bytes = 0;
  if (sodium_hex2bin(reinterpret_cast<unsigned char*>(given.data()), given.size(), text.data(),
                     text.size(), nullptr, &bytes, nullptr) != 0 ||
      bytes != given.size() || text.size() != 2 * bytes)
    return false;
  const auto expires_at = static_cast<std::int64_t>(wire::load64(given.data()));
  const std::string ours = make(key, what, expires_at);
  return sodium_memcmp(ours.data(), given.data(), ours.size()) == 0 && now_ms <= expires_at;
}

}  // namespace atrium::actors
