#include "protocol/identity/crypt_hash.hpp"

#include <algorithm>

#include "protocol/identity/hash_text.hpp"

namespace atrium::identity {
namespace {

using namespace hash_text;

constexpr std::size_t bcrypt_characters = 60;
constexpr std::size_t bcrypt_salt_characters = 22;
constexpr std::size_t bcrypt_key_characters = 31;
constexpr std::size_t sha_crypt_salt_max = 16;
constexpr std::uint32_t sha_crypt_rounds_min = 1'000;
constexpr std::size_t scrypt_key_characters = 43;
constexpr std::size_t salt_characters_max = 86;  // of scrypt and yescrypt: 64 octets

outcome<password_hash> computed_by_crypt(std::string_view text, std::size_t key_characters) {
  return password_hash(crypt_hash{.text = std::string(text), .key_characters = key_characters});
}

// N blocks of 128 r octets; p of them one after another.
bool is_within_limits(std::uint32_t n_log2, std::uint32_t r, std::uint32_t p) {
  if (n_log2 > 30 || r > (1u << 20) || p > (1u << 20)) return false;  // nothing below overflows
  const std::uint64_t memory = 128ull * r << n_log2;
  return memory <= hash_limits::memory_octets_max &&
         memory * p <= hash_limits::traffic_octets_max &&
         128ull * r * p <= hash_limits::memory_octets_max;
}

// A number of 30 bits in five characters, the lowest first.
std::optional<std::uint32_t> fixed_number(std::string_view text) {
  std::uint32_t number = 0;
  for (std::size_t at = 0; at < 5; ++at) {
    const auto digit = crypt_digit(text[at]);
    if (!digit) return std::nullopt;
    number |= *digit << 6 * at;
  }
  return number;
}

// yescrypt's numbers: the first character says how many follow. Takes it from `text`.
// Source: yescrypt-common.c, decode64_uint32.
std::optional<std::uint32_t> take_number(std::string_view& text, std::uint32_t least) {
  const auto next = [&]() -> std::optional<std::uint32_t> {
    if (text.empty()) return std::nullopt;
    const char first = text.front();
    text.remove_prefix(1);
    return crypt_digit(first);
  };
  const auto leading = next();
  if (!leading) return std::nullopt;
  std::uint32_t start = 0, end = 47, bits = 0;
  std::uint64_t number = least;
  while (*leading > end) {
    number += std::uint64_t{end + 1 - start} << bits;
    start = end + 1;
    end = start + (62 - end) / 2;
    bits += 6;
  }
  number += std::uint64_t{*leading - start} << bits;
  while (bits > 0) {
    bits -= 6;
    const auto digit = next();
    if (!digit) return std::nullopt;
    number += std::uint64_t{*digit} << bits;
  }
  if (number > UINT32_MAX) return std::nullopt;
  return static_cast<std::uint32_t>(number);
}

struct yescrypt_parameters {
  std::uint32_t n_log2;
  std::uint32_t r;
  std::uint32_t p = 1;
};

// The flavour that crypt_gensalt gives ("j"), N, r, and p if it is not 1. Others (t, g, a ROM) are
// not in use anywhere that shoppers log in.
std::optional<yescrypt_parameters> read_parameters(std::string_view text) {
  if (!text.starts_with('j')) return std::nullopt;
  text.remove_prefix(1);
  const auto n_log2 = take_number(text, 1);
  const auto r = take_number(text, 1);
  if (!n_log2 || !r) return std::nullopt;
  if (text.empty()) return yescrypt_parameters{*n_log2, *r};
  const auto which = take_number(text, 1);
  const auto p = take_number(text, 2);
  if (which != 1 || !p || !text.empty()) return std::nullopt;
  return yescrypt_parameters{*n_log2, *r, *p};
}

// Octets in crypt's digits, the lowest bits first: no digit alone, no bits left over.
bool is_yescrypt_salt(std::string_view text) {
  if (text.size() > salt_characters_max || !all_crypt_digits(text)) return false;
  switch (text.size() % 4) {
    case 1:
      return false;
    case 2:
      return *crypt_digit(text.back()) < 4;
    case 3:
      return *crypt_digit(text.back()) < 16;
    default:
      return true;
  }
}

}  // namespace

outcome<password_hash> read_bcrypt(std::string_view text) {
  const auto parts = cut(text, '$');
  if (text.size() != bcrypt_characters || parts.size() != 4 || parts[2].size() != 2 ||
      parts[3].size() != bcrypt_salt_characters + bcrypt_key_characters ||
      !all_crypt_digits(parts[3]))
    return unknown();
  const auto cost = whole_number(parts[2].substr(parts[2].front() == '0' ? 1 : 0));
  if (!cost || *cost < 4 || *cost > 31) return unknown();
  if (*cost > hash_limits::bcrypt_cost_max) return too_costly("bcrypt of cost 15");
  return computed_by_crypt(text, bcrypt_key_characters);
}

outcome<password_hash> read_sha_crypt(std::string_view text) {
  auto parts = cut(text, '$');
  constexpr std::string_view rounds_are = "rounds=";
  if (parts.size() == 5 && parts[2].starts_with(rounds_are)) {
    const auto rounds = whole_number(parts[2].substr(rounds_are.size()));
    if (!rounds || *rounds < sha_crypt_rounds_min) return unknown();
    if (*rounds > hash_limits::sha_crypt_rounds_max) return too_costly("5,000,000 rounds");
    parts.erase(parts.begin() + 2);
  }
  if (parts.size() != 4) return unknown();
  const std::size_t key_characters = parts[1] == "5" ? 43 : 86;
  if (parts[2].size() > sha_crypt_salt_max || !all_crypt_digits(parts[2]) ||
      parts[3].size() != key_characters || !all_crypt_digits(parts[3]))
    return unknown();
  return computed_by_crypt(text, key_characters);
}

outcome<password_hash> read_crypt_scrypt(std::string_view text) {
  const auto parts = cut(text, '$');
  constexpr std::size_t parameters = 11;
  if (parts.size() != 4 || parts[2].size() < parameters ||
      parts[2].size() > parameters + salt_characters_max || !all_crypt_digits(parts[2]) ||
      parts[3].size() != scrypt_key_characters || !all_crypt_digits(parts[3]))
    return unknown();
  const auto n_log2 = crypt_digit(parts[2][0]);  // libxcrypt takes 2 and up
  const auto r = fixed_number(parts[2].substr(1, 5));
  const auto p = fixed_number(parts[2].substr(6, 5));
  if (!n_log2 || !r || !p || *n_log2 < 2 || *r == 0 || *p == 0) return unknown();
  if (!is_within_limits(*n_log2, *r, *p)) return too_costly("256 MiB for scrypt");
  return computed_by_crypt(text, scrypt_key_characters);
}

outcome<password_hash> read_yescrypt(std::string_view text) {
  const auto parts = cut(text, '$');
  if (parts.size() != 5 || !is_yescrypt_salt(parts[3]) ||
      parts[4].size() != scrypt_key_characters || !all_crypt_digits(parts[4]))
    return unknown();
  const auto cost = read_parameters(parts[2]);
  if (!cost) return unknown();
  if (!is_within_limits(cost->n_log2, cost->r, cost->p)) return too_costly("256 MiB for yescrypt");
  if ((1ull << cost->n_log2) / cost->p <= 3) return unknown();  // yescrypt itself refuses it
  return computed_by_crypt(text, scrypt_key_characters);
}

}  // namespace atrium::identity
