#include "protocol/identity/password_hash.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "protocol/identity/crypt_hash.hpp"
#include "protocol/identity/hash_text.hpp"

namespace atrium::identity {
namespace {

using namespace hash_text;
using answer = outcome<password_hash>;

constexpr std::size_t salt_octets_max = 64;
constexpr std::size_t key_octets_min = 16;
constexpr std::size_t key_octets_max = 64;

std::size_t octets_of(digest which) {
  switch (which) {
    case digest::md5:
      return 16;
    case digest::sha1:
      return 20;
    case digest::sha256:
      return 32;
    case digest::sha512:
      return 64;
  }
  return 0;
}

bool is_key(std::string_view octets) {
  return octets.size() >= key_octets_min && octets.size() <= key_octets_max;
}

// "m=65536,t=2,p=1" with exactly these names, in this order.
template <std::size_t Count>
std::optional<std::array<std::uint32_t, Count>> named_numbers(
    std::string_view text, const std::array<std::string_view, Count>& names) {
  const auto parts = cut(text, ',');
  if (parts.size() != Count) return std::nullopt;
  std::array<std::uint32_t, Count> numbers{};
  for (std::size_t at = 0; at < Count; ++at) {
    if (!parts[at].starts_with(names[at])) return std::nullopt;
    const auto number = whole_number(parts[at].substr(names[at].size()));
    if (!number) return std::nullopt;
    numbers[at] = *number;
  }
  return numbers;
}

// The same hash, of a password that went through something before.
answer prepared(answer inner, crypt_hash::form form) {
  if (inner) std::get<crypt_hash>(*inner).password = form;
  return inner;
}

// WordPress since 6.8 (wp_hash_password): "$wp" before a bcrypt text.
answer wordpress(std::string_view text) {
  return prepared(read_bcrypt(text.substr(3)), crypt_hash::form::wordpress);
}

answer django_bcrypt(std::string_view text) {  // "bcrypt$$2b$12$…"
  return read_bcrypt(text.substr(text.find('$') + 1));
}

answer django_bcrypt_sha256(std::string_view text) {
  return prepared(django_bcrypt(text), crypt_hash::form::django_sha256);
}

// LDAP (RFC 2307): "{CRYPT}" before a text of crypt(3).
answer ldap_crypt(std::string_view text) {
  const std::string_view inner = text.substr(text.find('}') + 1);
  if (inner.starts_with("$2")) return read_bcrypt(inner);
  if (inner.starts_with("$y$")) return read_yescrypt(inner);
  return read_sha_crypt(inner);
}

// PHC string format. libsodium computes it, whose bounds on salt and key these are, and which knows
// neither Argon2d nor versions before 19, nor keys and data beside the password.
answer argon2(std::string_view text) {
  const auto parts = cut(text, '$');
  if (parts.size() != 6 || parts[2] != "v=19") return unknown();
  const auto cost = named_numbers<3>(parts[3], {"m=", "t=", "p="});
  const auto salt = from_base64(parts[4], base64::standard);
  const auto key = from_base64(parts[5], base64::standard);
  if (!cost || !salt || !key || parts[4].ends_with('=') || parts[5].ends_with('='))
    return unknown();
  const auto [memory_kib, passes, lanes] = *cost;
  if (salt->size() < 8 || salt->size() > salt_octets_max || !is_key(*key) || passes == 0 ||
      lanes == 0 || lanes > 255 || memory_kib < 8 * lanes)
    return unknown();
  const std::uint64_t memory = std::uint64_t{memory_kib} * 1024;
  if (memory > hash_limits::memory_octets_max) return too_costly("256 MiB for Argon2");
  if (memory * passes > hash_limits::traffic_octets_max)
    return too_costly("8 GiB for the passes of Argon2 together");
  return password_hash(argon2_hash{.text = std::string(text),
                                   .both = parts[1] == "argon2id",
                                   .memory_kib = memory_kib,
                                   .passes = passes,
                                   .lanes = lanes});
}

answer django_argon2(std::string_view text) { return argon2(text.substr(text.find('$'))); }

answer made_by_scrypt(std::uint64_t n, std::uint64_t r, std::uint64_t p, std::string_view salt,
                      std::string_view key) {
  if (!std::has_single_bit(n) || n < 2 || r == 0 || p == 0 || salt.size() > salt_octets_max ||
      !is_key(key))
    return unknown();
  if (r == 1 && n >= 1u << 16) return unknown();  // RFC 7914 6: N is less than 2^(128 r / 8)
  if (n > hash_limits::memory_octets_max / 128 / r ||
      p > hash_limits::traffic_octets_max / 128 / r / n ||
      p > hash_limits::memory_octets_max / 128 / r)
    return too_costly("256 MiB for scrypt");
  return password_hash(scrypt_hash{.n = n,
                                   .r = static_cast<std::uint32_t>(r),
                                   .p = static_cast<std::uint32_t>(p),
                                   .salt = std::string(salt),
                                   .key = std::string(key)});
}

answer phc_scrypt(std::string_view text) {  // "$scrypt$ln=16,r=8,p=1$salt$key"
  const auto parts = cut(text, '$');
  if (parts.size() != 5) return unknown();
  const auto cost = named_numbers<3>(parts[2], {"ln=", "r=", "p="});
  const auto salt = from_base64(parts[3], base64::passlib);
  const auto key = from_base64(parts[4], base64::passlib);
  if (!cost || !salt || !key) return unknown();
  const auto [n_log2, r, p] = *cost;
  if (n_log2 > 40) return too_costly("256 MiB for scrypt");
  return made_by_scrypt(1ull << n_log2, r, p, *salt, *key);
}

answer django_scrypt(std::string_view text) {  // "scrypt$16384$salt$8$1$key"
  const auto parts = cut(text, '$');
  if (parts.size() != 6) return unknown();
  const auto n = whole_number(parts[1]), r = whole_number(parts[3]), p = whole_number(parts[4]);
  const auto key = from_base64(parts[5], base64::standard);
  if (!n || !r || !p || !key) return unknown();
  return made_by_scrypt(*n, *r, *p, parts[2], *key);
}

answer made_by_pbkdf2(digest with, std::uint32_t iterations, std::string_view salt,
                      std::string_view key) {
  if (iterations == 0 || salt.size() > salt_octets_max || !is_key(key)) return unknown();
  const std::uint64_t blocks = (key.size() + octets_of(with) - 1) / octets_of(with);
  if (blocks * iterations > hash_limits::pbkdf2_iterations_max)
    return too_costly("10,000,000 iterations of PBKDF2");
  return password_hash(pbkdf2_hash{
      .with = with, .iterations = iterations, .salt = std::string(salt), .key = std::string(key)});
}

// "29000$salt$key" by Passlib and OpenLDAP's pw-pbkdf2, "i=29000,l=32$salt$key" in PHC's manner.
answer pbkdf2(digest with, std::string_view text) {
  const auto parts = cut(text, '$');
  if (parts.size() != 3) return unknown();
  auto iterations = whole_number(parts[0]);
  if (const auto named = named_numbers<2>(parts[0], {"i=", "l="})) iterations = (*named)[0];
  if (const auto named = named_numbers<1>(parts[0], {"i="})) iterations = (*named)[0];
  const auto salt = from_base64(parts[1], base64::passlib);
  const auto key = from_base64(parts[2], base64::passlib);
  if (!iterations || !salt || !key) return unknown();
  return made_by_pbkdf2(with, *iterations, *salt, *key);
}

answer django_pbkdf2(digest with, std::string_view text) {  // "20000$salt$key", the salt as it is
  const auto parts = cut(text, '$');
  if (parts.size() != 3) return unknown();
  const auto iterations = whole_number(parts[0]);
  const auto key = from_base64(parts[2], base64::standard);
  if (!iterations || !key) return unknown();
  return made_by_pbkdf2(with, *iterations, parts[1], *key);
}

// One character of cost, eight of salt, then the key; as much of it as the system keeps.
answer phpass(digest with, std::size_t key_characters, std::string_view text) {
  constexpr std::size_t salt_characters = 8;
  if (text.size() != 1 + salt_characters + key_characters || !all_crypt_digits(text))
    return unknown();
  const unsigned cost = *crypt_digit(text.front());
  if (cost < 7 || cost > 30) return unknown();
  if (cost > hash_limits::phpass_cost_max) return too_costly("2^22 rounds of phpass");
  return password_hash(phpass_hash{.with = with,
                                   .cost = cost,
                                   .salt = std::string(text.substr(1, salt_characters)),
                                   .key = std::string(text.substr(1 + salt_characters))});
}

answer ldap(digest with, std::string_view text) {
  const auto octets = from_base64(text, base64::standard);
  const std::size_t key = octets_of(with);
  if (!octets || octets->size() < key + 4 || octets->size() > key + salt_octets_max)
    return unknown();
  return password_hash(
      ldap_hash{.with = with, .salt = octets->substr(key), .key = octets->substr(0, key)});
}

std::optional<std::string> from_hex(std::string_view text) {
  const auto value = [](char digit) {
    return digit >= '0' && digit <= '9'   ? digit - '0'
           : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                                          : -1;
  };
  if (text.size() % 2 != 0) return std::nullopt;
  std::string octets;
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const int high = value(text[at]), low = value(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    octets += static_cast<char>(high << 4 | low);
  }
  return octets;
}

// Magento\Framework\Encryption\Encryptor: "key:salt:version", and another ":version" for each time
// that what was there was hashed again. 0 is MD5, 1 SHA-256, 2 Argon2id as libsodium has it
// for "interactive", 3_32_2_67108864 the same with octets of the key, passes and memory.
bool add_magento_version(std::string_view version, magento_hash& hash) {
  using step = magento_hash::step;
  if (version == "0" || version == "1") {
    hash.steps.push_back(version == "0" ? step::md5 : step::sha256);
    return true;
  }
  const auto parts = cut(version, '_');
  hash.passes = 2;
  hash.memory_octets = 64ull << 20;
  if (parts.size() == 4 && parts[0] == "3" && parts[1] == "32") {
    hash.passes = whole_number(parts[2]).value_or(0);
    hash.memory_octets = whole_number(parts[3]).value_or(0);
  } else if (version != "2") {
    return false;
  }
  hash.steps.push_back(step::argon2id);
  return hash.passes > 0 && hash.memory_octets >= 8192;
}

answer magento(std::string_view text) {
  constexpr std::size_t versions_max = 4;
  const auto parts = cut(text, ':');
  if (parts.size() < 3 || parts.size() > 2 + versions_max) return unknown();
  const auto key = from_hex(parts[0]);
  if (!key || key->size() != 32 || parts[1].empty() || parts[1].size() > salt_octets_max)
    return unknown();
  magento_hash hash{.steps = {}, .salt = std::string(parts[1]), .key = *key};
  for (std::size_t at = 2; at < parts.size(); ++at) {
    const bool last = at + 1 == parts.size();
    if (!add_magento_version(parts[at], hash)) return unknown();
    if (!last && hash.steps.back() == magento_hash::step::argon2id) return unknown();
    if (last && hash.steps.back() == magento_hash::step::md5) return unknown();
  }
  if (hash.memory_octets > hash_limits::memory_octets_max ||
      hash.memory_octets * hash.passes > hash_limits::traffic_octets_max)
    return too_costly("256 MiB for Argon2");
  return password_hash(std::move(hash));
}

std::uint32_t big_endian(std::string_view octets) {
  std::uint32_t number = 0;
  for (const char each : octets.substr(0, 4))
    number = number << 8 | static_cast<unsigned char>(each);
  return number;
}

// ASP.NET Core Identity's PasswordHasher, version 3: base64 of 1, the digest, iterations, octets of
// salt (four octets each), salt and key. Its version 2 is 0, 16 octets of salt and 32 of key.
answer aspnet(std::string_view text) {
  const auto octets = from_base64(text, base64::standard);
  if (!octets || octets->empty()) return unknown();
  const std::string_view all = *octets;
  if (all.front() == 0 && all.size() == 49)
    return made_by_pbkdf2(digest::sha1, 1'000, all.substr(1, 16), all.substr(17));
  constexpr std::size_t header = 13;
  if (all.front() != 1 || all.size() < header + key_octets_min) return unknown();
  constexpr std::array digests{digest::sha1, digest::sha256, digest::sha512};
  const std::uint32_t with = big_endian(all.substr(1));
  const std::uint32_t salt = big_endian(all.substr(9));
  if (with >= digests.size() || salt < 16 || salt > salt_octets_max || all.size() < header + salt)
    return unknown();
  return made_by_pbkdf2(digests[with], big_endian(all.substr(5)), all.substr(header, salt),
                        all.substr(header + salt));
}

template <answer (*Read)(digest, std::string_view), digest With>
answer with_digest(std::string_view text) {
  return Read(With, text.substr(text.find_first_of("$}", 1) + 1));
}

template <digest With, std::size_t KeyCharacters>
answer phpass_of(std::string_view text) {
  return phpass(With, KeyCharacters, text.substr(3));
}

struct kind {
  std::string_view begin;
  answer (*read)(std::string_view);
};

// Sources: PHC string format; crypt(5); Passlib's documentation; Django's hashers.py; OpenLDAP's
// slapd-pw-pbkdf2(5) and slapd-pw-sha2(5); phpass by Openwall; Drupal 7's includes/password.inc.
constexpr std::array kinds{
    kind{"$2a$", read_bcrypt},
    kind{"$2b$", read_bcrypt},
    kind{"$2x$", read_bcrypt},
    kind{"$2y$", read_bcrypt},
    kind{"$wp$2", wordpress},
    kind{"bcrypt$$2", django_bcrypt},
    kind{"bcrypt_sha256$$2", django_bcrypt_sha256},
    kind{"{CRYPT}$2", ldap_crypt},
    kind{"{CRYPT}$5$", ldap_crypt},
    kind{"{CRYPT}$6$", ldap_crypt},
    kind{"{CRYPT}$y$", ldap_crypt},
    kind{"$5$", read_sha_crypt},
    kind{"$6$", read_sha_crypt},
    kind{"$7$", read_crypt_scrypt},
    kind{"$y$", read_yescrypt},
    kind{"$argon2id$", argon2},
    kind{"$argon2i$", argon2},
    kind{"argon2$argon2id$", django_argon2},
    kind{"argon2$argon2i$", django_argon2},
    kind{"$scrypt$", phc_scrypt},
    kind{"scrypt$", django_scrypt},
    kind{"$pbkdf2$", with_digest<pbkdf2, digest::sha1>},
    kind{"$pbkdf2-sha1$", with_digest<pbkdf2, digest::sha1>},
    kind{"$pbkdf2-sha256$", with_digest<pbkdf2, digest::sha256>},
    kind{"$pbkdf2-sha512$", with_digest<pbkdf2, digest::sha512>},
    kind{"{PBKDF2}", with_digest<pbkdf2, digest::sha1>},
    kind{"{PBKDF2-SHA1}", with_digest<pbkdf2, digest::sha1>},
    kind{"{PBKDF2-SHA256}", with_digest<pbkdf2, digest::sha256>},
    kind{"{PBKDF2-SHA512}", with_digest<pbkdf2, digest::sha512>},
    kind{"pbkdf2_sha1$", with_digest<django_pbkdf2, digest::sha1>},
    kind{"pbkdf2_sha256$", with_digest<django_pbkdf2, digest::sha256>},
    kind{"pbkdf2_sha512$", with_digest<django_pbkdf2, digest::sha512>},
    kind{"$P$", phpass_of<digest::md5, 22>},
    kind{"$H$", phpass_of<digest::md5, 22>},
    kind{"$S$", phpass_of<digest::sha512, 43>},
    kind{"{SSHA}", with_digest<ldap, digest::sha1>},
    kind{"{SSHA256}", with_digest<ldap, digest::sha256>},
    kind{"{SSHA512}", with_digest<ldap, digest::sha512>},
};

}  // namespace

outcome<password_hash> read_password_hash(std::string_view text) {
  if (text.size() > hash_limits::text_octets_max ||
      !std::all_of(text.begin(), text.end(), [](char each) { return each > ' ' && each < 0x7f; }))
    return unknown();
  const auto known = std::find_if(kinds.begin(), kinds.end(),
                                  [&](const kind& each) { return text.starts_with(each.begin); });
  if (known != kinds.end()) return known->read(text);
  // Neither of these two says at its beginning what it is.
  return text.find(':') != std::string_view::npos ? magento(text) : aspnet(text);
}

}  // namespace atrium::identity
