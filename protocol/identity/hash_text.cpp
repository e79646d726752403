#include "protocol/identity/hash_text.hpp"

#include <algorithm>
#include <charconv>

namespace atrium::identity::hash_text {
namespace {

constexpr std::string_view crypt_alphabet =
    "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::optional<std::uint32_t> place_in(std::string_view alphabet, char character) {
  const std::size_t at = alphabet.find(character);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint32_t>(at);
}

std::optional<std::uint32_t> base64_digit(char character, base64 alphabet) {
  if (character == '.' && alphabet == base64::passlib) character = '+';
  return place_in(base64_alphabet, character);
}

}  // namespace

std::vector<std::string_view> cut(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (std::size_t end = text.find(at); end != std::string_view::npos; end = text.find(at)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

std::optional<std::uint32_t> whole_number(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return number;
}

std::optional<std::string> from_base64(std::string_view text, base64 alphabet) {
  if (text.size() % 4 == 0)
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string octets;
  octets.reserve(text.size() * 3 / 4);
  std::uint32_t pending = 0;
  unsigned bits = 0;
  for (const char each : text) {
    const auto digit = base64_digit(each, alphabet);
    if (!digit) return std::nullopt;
    pending = (pending << 6 | *digit) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    octets += static_cast<char>(pending >> bits & 0xff);
  }
  if ((pending & ((1u << bits) - 1)) != 0) return std::nullopt;  // two texts for one value
  return octets;
}

std::optional<std::uint32_t> crypt_digit(char character) {
  return place_in(crypt_alphabet, character);
}

bool all_crypt_digits(std::string_view text) {
  return text.find_first_not_of(crypt_alphabet) == std::string_view::npos;
}

error unknown() { return refusal(errc::invalid_field, "is no hash of a known kind"); }

error too_costly(std::string_view most) {
  return refusal(errc::invalid_field,
                 "takes more to verify than a login may: at most " + std::string(most));
}

}  // namespace atrium::identity::hash_text
