#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cstring>
#include <optional>

#include "actors/tenant/decide.hpp"

namespace atrium::actors {
namespace {

struct address {
  std::array<unsigned char, 16> bytes{};
  int bits = 0;  // 32 or 128
};

std::optional<address> parse_address(std::string_view text) {
  const std::string copy(text);
  address parsed;
  if (inet_pton(AF_INET, copy.c_str(), parsed.bytes.data()) == 1) return parsed.bits = 32, parsed;
  if (inet_pton(AF_INET6, copy.c_str(), parsed.bytes.data()) == 1) return parsed.bits = 128, parsed;
  return {};
}

struct network {
  address base;
  int prefix = 0;
};

std::optional<network> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto base = parse_address(text.substr(0, slash));
  if (!base) return {};
  network parsed{*base, base->bits};
  if (slash == std::string_view::npos) return parsed;
  const std::string_view digits = text.substr(slash + 1);
  const auto [end, wrong] =
      std::from_chars(digits.data(), digits.data() + digits.size(), parsed.prefix);
  const bool good = wrong == std::errc{} && end == digits.data() + digits.size() &&
                    parsed.prefix >= 0 && parsed.prefix <= base->bits;
  return good ? std::optional(parsed) : std::nullopt;
}

}  // namespace

bool is_network(std::string_view text) { return parse_network(text).has_value(); }

bool contains(std::string_view network_text, std::string_view address_text) {
  const auto wide = parse_network(network_text);
  const auto single = parse_address(address_text);
  if (!wide || !single || wide->base.bits != single->bits) return false;
  for (int bit = 0; bit < wide->prefix; ++bit) {
    const unsigned char mask = static_cast<unsigned char>(0x80 >> (bit % 8));
    const auto at = static_cast<std::size_t>(bit / 8);
    if ((wide->base.bytes[at] & mask) != (single->bytes[at] & mask)) return false;
  }
  return true;
}

}  // namespace atrium::actors
