#include "protocol/lists/cursor.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cstdlib>

#include "protocol/text/collation.hpp"

namespace atrium::lists {
namespace {

constexpr std::size_t seal_bytes = 16;
constexpr std::size_t account_bytes = 8;
// A change of what is inside makes old cursors invalid.
constexpr std::string_view form = "atrium list cursor 2";

std::string sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::string hmac(std::string_view key, std::string_view bytes) {
  std::string mac(SHA256_DIGEST_LENGTH, '\0');
  unsigned size = 0;
  if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
            reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
            reinterpret_cast<unsigned char*>(mac.data()), &size))
    std::abort();  // as in identity/reference.cpp
  return mac;
}

std::string seal_of(std::string_view inside, std::string_view digest, std::string_view tenant_key) {
  return hmac(hmac(tenant_key, form), std::string(digest).append(inside)).substr(0, seal_bytes);
}

void append_number(std::string& to, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) to += static_cast<char>(number >> shift);
}

void append_text(std::string& to, std::string_view text) {
  append_number(to, text.size());
  to += text;
}

std::string digest_of(const condition& part) {
  std::string bytes;
  append_number(bytes, static_cast<std::uint64_t>(part.what));
  append_number(bytes, part.of);
  append_text(bytes, part.from);
  append_text(bytes, part.to);
  append_number(bytes, part.values.size());
  for (const std::string& each : part.values) append_text(bytes, each);
  std::vector<std::string> parts;
  for (const condition& each : part.parts) parts.push_back(digest_of(each));
  std::ranges::sort(parts);
  for (const std::string& each : parts) bytes += each;
  return sha256(bytes);
}

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string to_base64url(std::string_view bytes) {
  std::string text;
  unsigned pending = 0;
  unsigned bits = 0;
  for (const char each : bytes) {
    pending = pending << 8 | static_cast<unsigned char>(each);
    for (bits += 8; bits >= 6; bits -= 6) text += alphabet[pending >> (bits - 6) & 63];
  }
  if (bits > 0) text += alphabet[pending << (6 - bits) & 63];
  return text;
}

// Empty for what to_base64url does not write.
std::string from_base64url(std::string_view text) {
  std::string bytes;
  unsigned pending = 0;
  unsigned bits = 0;
  for (const char each : text) {
    const std::size_t value = alphabet.find(each);
    if (value == std::string_view::npos) return {};
    pending = pending << 6 | static_cast<unsigned>(value);
    bits += 6;
    if (bits >= 8) bytes += static_cast<char>(pending >> (bits -= 8));
  }
  return to_base64url(bytes) == text ? bytes : std::string();
}

}  // namespace

std::string digest_of(const condition& wanted, const order& by) {
  std::string bytes = digest_of(wanted);
  append_number(bytes, by.by);
  append_number(bytes, by.descending);
  // Sort keys of another version stand at other places.
  append_text(bytes, text::collation_version());
  return sha256(bytes);
}

std::string digest_of(std::string_view query) { return sha256(query); }

std::string seal_cursor(const place& last, std::string_view digest, std::string_view tenant_key) {
  std::string inside;
  append_number(inside, last.account);
  if (last.key) inside.append(1, '=').append(*last.key);
  return to_base64url(inside + seal_of(inside, digest, tenant_key));
}

outcome<place> open_cursor(std::string_view cursor, std::string_view digest,
                           std::string_view tenant_key) {
  const error unknown = refusal(errc::invalid_field, "cursor: is not one of this list", "cursor");
  const std::string bytes = from_base64url(cursor);
  if (bytes.size() < account_bytes + seal_bytes) return unknown;
  const std::string_view inside(bytes.data(), bytes.size() - seal_bytes);
  const std::string seal = seal_of(inside, digest, tenant_key);
  if (CRYPTO_memcmp(seal.data(), bytes.data() + inside.size(), seal_bytes) != 0) return unknown;
  place last;
  for (const char each : inside.substr(0, account_bytes))
    last.account = last.account << 8 | static_cast<unsigned char>(each);
  if (inside.size() > account_bytes) last.key = inside.substr(account_bytes + 1);
  return last;
}

}  // namespace atrium::lists
