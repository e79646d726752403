#include "actors/mail/mail_key.hpp"

#include <sodium.h>

#include "actors/keyed_hash.hpp"
#include "storage/keys.hpp"
#include "storage/readable.hpp"

namespace atrium::actors {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string mail_key::derived(std::string_view purpose, std::string_view from,
                              std::size_t octets_wanted) const {
  return keyed_hash(bytes_.reveal(), std::string(purpose) + '\0' + std::string(from),
                    octets_wanted);
}

// The nonce follows from what is sealed and where: no two texts share one, and none is drawn.
std::string mail_key::seal(std::string_view at, std::string_view text) const {
  const std::string with = derived("seal", "", crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  std::string sealed = derived("nonce", std::string(at) + std::string(text), nonce_bytes);
  sealed.resize(nonce_bytes + text.size() + tag_bytes);
  auto* bytes = reinterpret_cast<unsigned char*>(sealed.data());
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + nonce_bytes, nullptr, octets(text),
                                             text.size(), octets(at), at.size(), nullptr, bytes,
                                             octets(with));
  return sealed;
}

std::optional<secret> mail_key::open(std::string_view at, std::string_view sealed) const {
  if (sealed.size() < nonce_bytes + tag_bytes) return {};
  const std::string with = derived("seal", "", crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  std::string plain(sealed.size() - nonce_bytes - tag_bytes, '\0');
  const auto* bytes = octets(sealed);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, bytes + nonce_bytes,
          sealed.size() - nonce_bytes, octets(at), at.size(), bytes, octets(with)) != 0)
    return {};
  return secret(std::move(plain));
}

std::string mail_key::name_of(std::string_view at, std::int64_t created_at_ms) const {
  const auto when = storage::key{}.u64(static_cast<std::uint64_t>(created_at_ms));
  return storage::hex(derived("name", std::string(at) + std::string(when.view()), 16));
}

}  // namespace atrium::actors
