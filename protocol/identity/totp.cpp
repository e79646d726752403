#include "protocol/identity/totp.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdlib>

namespace atrium::identity {
namespace {

using digest = totp_form::digest;

const EVP_MD* algorithm(digest with) {
  switch (with) {
    case digest::sha1:
      return EVP_sha1();
    case digest::sha256:
      return EVP_sha256();
    case digest::sha512:
      return EVP_sha512();
  }
  return nullptr;
}

std::string_view name_of(digest with) {
  switch (with) {
    case digest::sha1:
      return "SHA1";
    case digest::sha256:
      return "SHA256";
    case digest::sha512:
      return "SHA512";
  }
  return {};
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view as_it_is =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";  // RFC 3986 2.3
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char each : text) {
    if (as_it_is.find(each) != std::string_view::npos) {
      encoded += each;
      continue;
    }
    const auto octet = static_cast<unsigned char>(each);
    encoded += {'%', digits[octet >> 4], digits[octet & 15]};
  }
  return encoded;
}

}  // namespace

std::string totp_code(std::string_view key, std::int64_t step, totp_form form) {
  std::array<unsigned char, 8> counter{};
  for (std::size_t at = 0; at < counter.size(); ++at)
    counter[at] = static_cast<unsigned char>(step >> (56 - 8 * at));
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  if (HMAC(algorithm(form.with), key.data(), static_cast<int>(key.size()), counter.data(),
           counter.size(), mac.data(), &size) == nullptr)
    std::abort();                             // without OpenSSL's digests nothing of Atrium may run
  const std::size_t at = mac[size - 1] & 15;  // RFC 4226 5.3, dynamic truncation
  std::uint32_t number =
      (mac[at] & 0x7fu) << 24 | mac[at + 1] << 16 | mac[at + 2] << 8 | mac[at + 3];
  std::string code(form.digits, '0');
  for (auto digit = code.rbegin(); digit != code.rend(); ++digit, number /= 10)
    *digit = static_cast<char>('0' + number % 10);
  return code;
}

std::optional<std::int64_t> totp_matching_step(std::string_view key, std::string_view typed,
                                               std::int64_t now_ms, totp_form form) {
  if (typed.size() != form.digits) return std::nullopt;
  const std::int64_t now = totp_step(now_ms);
  std::optional<std::int64_t> matching;
  for (const std::int64_t step : {now - 1, now, now + 1}) {
    const std::string code = totp_code(key, step, form);
    if (CRYPTO_memcmp(code.data(), typed.data(), code.size()) == 0) matching = step;
  }
  return matching;
}

secret totp_uri(std::string_view key, std::string_view issuer, std::string_view account,
                totp_form form) {
  std::string encoded_key = to_base32(key);
  const std::string encoded_issuer = percent_encoded(issuer);
  const std::string label = encoded_issuer + ':' + percent_encoded(account);
  std::string rest = "&issuer=" + encoded_issuer + "&algorithm=";
  rest.append(name_of(form.with)).append("&digits=").append(std::to_string(form.digits));
  rest.append("&period=").append(std::to_string(totp_step_ms / 1000));
  constexpr std::string_view begin = "otpauth://totp/", key_is = "?secret=";
  std::string uri;
  uri.reserve(begin.size() + label.size() + key_is.size() + encoded_key.size() + rest.size());
  uri.append(begin).append(label).append(key_is).append(encoded_key).append(rest);
  OPENSSL_cleanse(encoded_key.data(), encoded_key.size());
  return secret(std::move(uri));
}

std::string to_base32(std::string_view octets) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  text.reserve((octets.size() * 8 + 4) / 5);  // so that no copy of a secret is left behind
  unsigned pending = 0;
  unsigned bits = 0;
  for (const char each : octets) {
    pending = (pending << 8 | static_cast<unsigned char>(each)) & 0xfff;
    for (bits += 8; bits >= 5;) {
      bits -= 5;
      text += alphabet[pending >> bits & 31];
    }
  }
  if (bits > 0) text += alphabet[pending << (5 - bits) & 31];
  return text;
}

}  // namespace atrium::identity
