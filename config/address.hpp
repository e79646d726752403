// A TCP address as an operator writes it: 127.0.0.1:7420, [::1]:7420, accounts.example.com:7420.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atrium::config {

struct address {
  std::string host;  // without brackets; a number or a name still to be resolved
  std::uint16_t port = 0;
  bool loopback = false;  // certain without resolving: 127/8, ::1 and localhost (RFC 6761 6.3)
  bool operator==(const address&) const = default;
};

std::optional<address> parse_address(std::string_view text);

}  // namespace atrium::config
