// The pieces that the texts of password hashes are made of.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/identity/password_hash.hpp"

namespace atrium::identity::hash_text {

// "a$b$" by '$' is "a", "b", "".
std::vector<std::string_view> cut(std::string_view text, char at);

// A decimal number as it is written canonically: no sign, no leading zero.
std::optional<std::uint32_t> whole_number(std::string_view text);

// Standard base64 (RFC 4648), or with '.' for '+' as Passlib writes it; padded or not.
enum class base64 : std::uint8_t { standard, passlib };
std::optional<std::string> from_base64(std::string_view text, base64 alphabet);

// The value of a character of crypt(3)'s alphabet "./0-9A-Za-z".
std::optional<std::uint32_t> crypt_digit(char character);
bool all_crypt_digits(std::string_view text);

error unknown();
// `most`: what is taken, for example "bcrypt up to cost 15".
error too_costly(std::string_view most);

}  // namespace atrium::identity::hash_text
