#include "actors/tenant/api_key.hpp"

#include <openssl/sha.h>
#include <sodium.h>

#include <array>

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

std::string sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

bool same_bytes(std::string_view one, std::string_view other) {
  return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace atrium::actors
