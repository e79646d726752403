#include "actors/hashing/password_verification.hpp"

#include <crypt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>
#include <memory>

#include "protocol/identity/password_hash.hpp"

namespace atrium::actors {
namespace {

using namespace identity;

// Bytes made of a password, wiped at the end. They never grow, so no copy stays behind.
class derived {
 public:
  explicit derived(std::size_t size) : bytes_(size, '\0') {}
  explicit derived(std::string_view from) : bytes_(from) {}
  derived(const derived&) = delete;
  derived& operator=(const derived&) = delete;
  ~derived() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

  char* data() { return bytes_.data(); }
  unsigned char* octets() { return reinterpret_cast<unsigned char*>(bytes_.data()); }
  std::string_view view() const { return bytes_; }
  bool is(std::string_view key) const {
    return bytes_.size() == key.size() && CRYPTO_memcmp(bytes_.data(), key.data(), key.size()) == 0;
  }

 private:
  std::string bytes_;
};

const unsigned char* octets_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

const EVP_MD* algorithm(digest which) {
  switch (which) {
    case digest::md5:
      return EVP_md5();
    case digest::sha1:
      return EVP_sha1();
    case digest::sha256:
      return EVP_sha256();
    case digest::sha512:
      return EVP_sha512();
  }
  return nullptr;
}

// The digest of two texts, one after the other, into `made`, of which either may be a part.
class digester {
 public:
  explicit digester(digest which) : algorithm_(algorithm(which)), context_(EVP_MD_CTX_new()) {}

  std::size_t size() const { return static_cast<std::size_t>(EVP_MD_get_size(algorithm_)); }
  bool make(std::string_view first, std::string_view second, derived& made) {
    return context_ && EVP_DigestInit_ex(context_.get(), algorithm_, nullptr) == 1 &&
           EVP_DigestUpdate(context_.get(), first.data(), first.size()) == 1 &&
           EVP_DigestUpdate(context_.get(), second.data(), second.size()) == 1 &&
           EVP_DigestFinal_ex(context_.get(), made.octets(), nullptr) == 1;
  }

 private:
  struct free_by_openssl {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  const EVP_MD* algorithm_;
  std::unique_ptr<EVP_MD_CTX, free_by_openssl> context_;
};

// In lower case.
void write_hex(std::string_view octets, derived& text) {
  constexpr std::string_view digits = "0123456789abcdef";
  char* to = text.data();
  for (const char each : octets) {
    *to++ = digits[static_cast<unsigned char>(each) >> 4];
    *to++ = digits[static_cast<unsigned char>(each) & 15];
  }
}

// As PHP's trim() does it.
std::string_view trimmed(std::string_view password) {
  constexpr std::string_view spaces(" \t\n\r\v\0", 6);
  const std::size_t from = password.find_first_not_of(spaces);
  if (from == std::string_view::npos) return {};
  return password.substr(from, password.find_last_not_of(spaces) - from + 1);
}

bool crypt_makes(const crypt_hash& hash, std::string_view password) {
  if (password.find('\0') != std::string_view::npos) return false;
  struct wipe_and_free {
    void operator()(crypt_data* data) const {
      OPENSSL_cleanse(data, sizeof *data);
      delete data;
    }
  };
  const derived terminated(password);
  const std::unique_ptr<crypt_data, wipe_and_free> data(new crypt_data());
  const char* made = crypt_r(terminated.view().data(), hash.text.c_str(), data.get());
  if (made == nullptr) return false;
  const std::string_view text(made);
  if (text.size() != hash.text.size()) return false;
  // Some writers leave bits of a bcrypt salt's last character as they were, so only the key counts.
  const std::size_t key = text.size() - hash.key_characters;
  return CRYPTO_memcmp(text.data() + key, hash.text.data() + key, hash.key_characters) == 0;
}

bool matches(const crypt_hash& hash, std::string_view password) {
  if (hash.password ==
      crypt_hash::form::wordpress) {  // base64(HMAC-SHA384 of the trimmed password)
    constexpr std::string_view key = "wp-sha384";
    const std::string_view said = trimmed(password);
    derived mac(48), text(65);
    if (HMAC(EVP_sha384(), key.data(), static_cast<int>(key.size()), octets_of(said), said.size(),
             mac.octets(), nullptr) == nullptr)
      return false;
    const int written = EVP_EncodeBlock(text.octets(), mac.octets(), 48);
    return crypt_makes(hash, text.view().substr(0, static_cast<std::size_t>(written)));
  }
  if (hash.password == crypt_hash::form::django_sha256) {  // SHA-256 in hexadecimal digits
    digester sha(digest::sha256);
    derived made(sha.size()), text(2 * sha.size());
    if (!sha.make(password, {}, made)) return false;
    write_hex(made.view(), text);
    return crypt_makes(hash, text.view());
  }
  return crypt_makes(hash, password);
}

bool matches(const argon2_hash& hash, std::string_view password) {
  const auto verify =
      hash.both ? crypto_pwhash_argon2id_str_verify : crypto_pwhash_argon2i_str_verify;
  return verify(hash.text.c_str(), password.data(), password.size()) == 0;
}

bool matches(const pbkdf2_hash& hash, std::string_view password) {
  derived made(hash.key.size());
  return PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), octets_of(hash.salt),
                           static_cast<int>(hash.salt.size()), static_cast<int>(hash.iterations),
                           algorithm(hash.with), static_cast<int>(hash.key.size()),
                           made.octets()) == 1 &&
         made.is(hash.key);
}

bool matches(const scrypt_hash& hash, std::string_view password) {
  // OpenSSL counts all of its buffers, not only the large one that the limit is about.
  constexpr std::uint64_t memory_max = 4 * hash_limits::memory_octets_max;
  derived made(hash.key.size());
  return EVP_PBE_scrypt(password.data(), password.size(), octets_of(hash.salt), hash.salt.size(),
                        hash.n, hash.r, hash.p, memory_max, made.octets(), hash.key.size()) == 1 &&
         made.is(hash.key);
}

// phpass's own base64: crypt(3)'s alphabet, the lowest bits first.
void write_phpass(std::string_view octets, derived& text) {
  constexpr std::string_view digits =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  char* to = text.data();
  unsigned pending = 0;
  unsigned bits = 0;
  for (const char each : octets) {
    pending |= static_cast<unsigned>(static_cast<unsigned char>(each)) << bits;
    for (bits += 8; bits >= 6; bits -= 6, pending >>= 6) *to++ = digits[pending & 63];
  }
  if (bits > 0) *to = digits[pending & 63];
}

bool matches(const phpass_hash& hash, std::string_view password) {
  digester with(hash.with);
  derived made(with.size());
  if (!with.make(hash.salt, password, made)) return false;
  for (std::uint64_t left = 1ull << hash.cost; left > 0; --left)
    if (!with.make(made.view(), password, made)) return false;
  derived text((8 * with.size() + 5) / 6);
  write_phpass(made.view(), text);
  return derived(text.view().substr(0, hash.key.size())).is(hash.key);
}

bool matches(const ldap_hash& hash, std::string_view password) {
  digester with(hash.with);
  derived made(with.size());
  return with.make(password, hash.salt, made) && made.is(hash.key);
}

// The salt as libsodium takes it: repeated, or cut, to sixteen octets.
std::array<unsigned char, crypto_pwhash_SALTBYTES> magento_salt(std::string_view salt) {
  std::array<unsigned char, crypto_pwhash_SALTBYTES> octets{};
  for (std::size_t at = 0; at < octets.size(); ++at)
    octets[at] = static_cast<unsigned char>(salt[at % salt.size()]);
  return octets;
}

// `said` is what the step is made of: the password, or what the step before made in hexadecimal.
bool take_step(magento_hash::step step, const magento_hash& hash, std::string_view said,
               derived& made) {
  if (step == magento_hash::step::argon2id)
    return crypto_pwhash(made.octets(), made.view().size(), said.data(), said.size(),
                         magento_salt(hash.salt).data(), hash.passes, hash.memory_octets,
                         crypto_pwhash_ALG_ARGON2ID13) == 0;
  digester with(step == magento_hash::step::md5 ? digest::md5 : digest::sha256);
  return with.make(hash.salt, said, made);
}

bool matches(const magento_hash& hash, std::string_view password) {
  auto said = std::make_unique<derived>(password);
  for (const magento_hash::step step : hash.steps) {
    derived made(step == magento_hash::step::md5 ? 16 : 32);
    if (!take_step(step, hash, said->view(), made)) return false;
    said = std::make_unique<derived>(2 * made.view().size());
    write_hex(made.view(), *said);
  }
  derived key(2 * hash.key.size());
  write_hex(hash.key, key);
  return said->is(key.view());
}

std::string base64(std::string_view octets) {
  constexpr int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
  std::string text(sodium_base64_encoded_len(octets.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), octets_of(octets), octets.size(), variant);
  text.pop_back();  // the terminating NUL
  return text;
}

}  // namespace

bool verify_password(std::string_view hash, std::string_view password) {
  const auto read = read_password_hash(hash);
  return read && std::visit([&](const auto& known) { return matches(known, password); }, *read);
}

bool needs_rehash(std::string_view hash, argon2_cost wanted) {
  const auto read = read_password_hash(hash);
  if (!read) return true;
  const auto* ours = std::get_if<argon2_hash>(&*read);
  return ours == nullptr || !ours->both || ours->memory_kib < wanted.memory_kib ||
         ours->passes < wanted.passes;
}

std::string unmatched_hash(argon2_cost cost, std::string_view salt, std::string_view key) {
  return "$argon2id$v=19$m=" + std::to_string(cost.memory_kib) +
         ",t=" + std::to_string(cost.passes) + ",p=1$" + base64(salt) + "$" + base64(key);
}

}  // namespace atrium::actors
