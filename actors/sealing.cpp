#include "actors/sealing.hpp"

#include <sodium.h>

#include <cassert>

namespace atrium::actors {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(sealing_key_bytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

}  // namespace

std::string seal(std::string_view plain, std::string_view key, outside& world) {
  assert(key.size() == sealing_key_bytes);
  std::string sealed(nonce_bytes + plain.size() + tag_bytes, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(sealed.data());
  world.random_bytes({bytes, nonce_bytes});
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      bytes + nonce_bytes, nullptr, reinterpret_cast<const unsigned char*>(plain.data()),
      plain.size(), nullptr, 0, nullptr, bytes, reinterpret_cast<const unsigned char*>(key.data()));
  return sealed;
}

std::optional<std::string> open_sealed(std::string_view sealed, std::string_view key) {
  assert(key.size() == sealing_key_bytes);
  if (sealed.size() < nonce_bytes + tag_bytes) return {};
  std::string plain(sealed.size() - nonce_bytes - tag_bytes, '\0');
  const auto* bytes = reinterpret_cast<const unsigned char*>(sealed.data());
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, bytes + nonce_bytes,
          sealed.size() - nonce_bytes, nullptr, 0, bytes,
          reinterpret_cast<const unsigned char*>(key.data())) != 0)
    return {};
  return plain;
}

}  // namespace atrium::actors
