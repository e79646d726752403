#include "config/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace atrium::config {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// A last label of digits is a mistyped number, not a name (RFC 3696 2).
bool is_host_name(std::string_view text) {
  if (text.empty() || text.size() > 253 || !is_letter_or_digit(text.front())) return false;
  const std::string_view last = text.substr(text.rfind('.') + 1);
  const bool last_is_number =
      std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; });
  return !last_is_number && std::ranges::all_of(text, [](char c) {
    return is_letter_or_digit(c) || c == '-' || c == '.';
  });
}

}  // namespace

std::optional<address> parse_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::optional<std::uint16_t> port = parse_port(text.substr(colon + 1));
  if (!port) return std::nullopt;
  std::string host(text.substr(0, colon));

  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
    in6_addr number{};
    if (inet_pton(AF_INET6, host.c_str(), &number) != 1) return std::nullopt;
    return address{host, *port, IN6_IS_ADDR_LOOPBACK(&number) != 0};
  }
  in_addr number{};
  if (inet_pton(AF_INET, host.c_str(), &number) == 1) {
    return address{host, *port, (ntohl(number.s_addr) >> 24) == 127};
  }
  if (!is_host_name(host)) return std::nullopt;
  return address{host, *port, host == "localhost"};
}

}  // namespace atrium::config
