#include "actors/tenant/api_key.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sodium.h>

#include <array>
#include <memory>
#include <new>

namespace atrium::actors {
namespace {

constexpr std::string_view prefix = "atk_";
constexpr std::size_t id_bytes = 9;       // 12 letters
constexpr std::size_t secret_bytes = 32;  // 43 letters

}  // namespace

std::string random_text(outside& from, std::size_t bytes) {
  std::string raw(bytes, '\0');
  from.random_bytes({reinterpret_cast<unsigned char*>(raw.data()), raw.size()});
  std::string text(sodium_base64_encoded_len(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
                   '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(raw.data()),
                    raw.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();  // the terminating zero
  return text;
}

secret made_up_password(outside& from) {
  constexpr std::size_t bytes = 12;
  return secret(random_text(from, bytes));
}

api_key make_api_key(outside& world) {
  std::string id = random_text(world, id_bytes);
  for (char& letter : id)
    if (letter == '_') letter = '.';  // the underscore parts the key
  return make_api_key(world, std::move(id));
}

api_key make_api_key(outside& world, std::string id) {
  api_key made;
  made.id = std::move(id);
  const std::string secret_text = random_text(world, secret_bytes);
  made.text = std::string(prefix) + made.id + "_" + secret_text;
  made.secret_hash = sha256(secret_text);
  return made;
}

std::optional<api_key_parts> take_apart(std::string_view text) {
  if (!text.starts_with(prefix)) return {};
  text.remove_prefix(prefix.size());
  const std::size_t middle = text.find('_');
  if (middle == std::string_view::npos || middle == 0 || middle > 64) return {};
  return api_key_parts{text.substr(0, middle), text.substr(middle + 1)};
}

// OpenSSL's one-shot functions look the algorithm up each time, which costs more than the digest of
// a token.
std::string sha256(std::string_view bytes) {
  static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm(
      EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free);
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
      EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  const bool done =
      EVP_DigestInit_ex2(context.get(), algorithm.get(), nullptr) == 1 &&
      EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
      EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr) ==
          1;
  if (!done) throw std::bad_alloc();
  return digest;
}

bool same_bytes(std::string_view one, std::string_view other) {
  return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace atrium::actors
