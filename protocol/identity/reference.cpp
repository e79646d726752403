#include "protocol/identity/reference.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace atrium::identity {

namespace {

using block = std::array<std::uint8_t, 16>;

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr unsigned bits_per_character = 5;
// 26 characters hold 130 bits; the block fills the lower 128.
constexpr unsigned spare_bits = 2;
constexpr std::uint8_t not_a_digit = 0xff;

constexpr std::array<std::uint8_t, 256> digit_values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(not_a_digit);
  for (std::size_t value = 0; value < alphabet.size(); ++value)
    values[static_cast<unsigned char>(alphabet[value])] = static_cast<std::uint8_t>(value);
  return values;
}();

std::string to_base32(const block& octets) {
  std::string text;
  text.reserve(reference_cipher::reference_characters);
  unsigned pending = 0;
  unsigned bits = spare_bits;
  for (const std::uint8_t octet : octets) {
    pending = pending << 8 | octet;
    bits += 8;
    while (bits >= bits_per_character) {
      bits -= bits_per_character;
      text += alphabet[pending >> bits & 31];
    }
    pending &= (1u << bits) - 1;
  }
  return text;
}

std::optional<block> from_base32(std::string_view text) {
  if (text.size() != reference_cipher::reference_characters) return std::nullopt;
  block octets{};
  std::size_t filled = 0;
  unsigned pending = 0;
  unsigned bits = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::uint8_t value = digit_values[static_cast<unsigned char>(text[at])];
    if (value == not_a_digit) return std::nullopt;
    if (at == 0 && value >> (bits_per_character - spare_bits) != 0) return std::nullopt;
    pending = pending << bits_per_character | value;
    bits += at == 0 ? bits_per_character - spare_bits : bits_per_character;
    if (bits < 8) continue;
    bits -= 8;
    octets[filled++] = static_cast<std::uint8_t>(pending >> bits);
    pending &= (1u << bits) - 1;
  }
  return octets;
}

enum class direction : int { decrypt = 0, encrypt = 1 };

// One block, no mode, no padding. AES cannot fail on good arguments; if OpenSSL has no AES, nothing
// of Atrium may run.
block one_block(const block& input, const std::uint8_t* key, direction way) {
  struct free_by_openssl {
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  };
  // Both are looked up and allocated once, because that costs more than the block; a context
  // belongs to one thread.
  static const std::unique_ptr<EVP_CIPHER, free_by_openssl> aes(
      EVP_CIPHER_fetch(nullptr, "AES-128-ECB", nullptr));
  thread_local const std::unique_ptr<EVP_CIPHER_CTX, free_by_openssl> context(EVP_CIPHER_CTX_new());
  block output{};
  int written = 0;
  if (!aes || !context ||
      EVP_CipherInit_ex2(context.get(), aes.get(), key, nullptr, static_cast<int>(way), nullptr) !=
          1 ||
      EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 ||
      EVP_CipherUpdate(context.get(), output.data(), &written, input.data(),
                       static_cast<int>(input.size())) != 1 ||
      written != static_cast<int>(output.size()))
    std::abort();
  return output;
}

}  // namespace

reference_cipher::reference_cipher(std::span<const std::uint8_t, key_octets> tenant_key) {
  std::copy(tenant_key.begin(), tenant_key.end(), key_.begin());
}

reference_cipher::~reference_cipher() { OPENSSL_cleanse(key_.data(), key_.size()); }

std::string reference_cipher::reference_of(std::uint64_t number) const {
  block plain{};
  for (std::size_t at = 0; at < 8; ++at)
    plain[at] = static_cast<std::uint8_t>(number >> (56 - 8 * at));
  return to_base32(one_block(plain, key_.data(), direction::encrypt));
}

std::optional<std::uint64_t> reference_cipher::number_of(std::string_view reference) const {
  const auto encrypted = from_base32(reference);
  if (!encrypted) return std::nullopt;
  const block plain = one_block(*encrypted, key_.data(), direction::decrypt);
  if (std::any_of(plain.begin() + 8, plain.end(), [](std::uint8_t octet) { return octet != 0; }))
    return std::nullopt;
  std::uint64_t number = 0;
  for (std::size_t at = 0; at < 8; ++at) number = number << 8 | plain[at];
  return number;
}

}  // namespace atrium::identity
