// Where a daemon is reached, and how.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium {

struct endpoint {
  std::string host = "127.0.0.1";  // a number or a name
  std::uint16_t port = 7420;
  std::string socket{};   // path of a Unix socket; if given, the only thing that counts
  bool tls = false;       // on TCP only; the certificate must be good for `host`
  std::string ca_file{};  // PEM; empty: the system's certificate authorities

  std::string text() const;  // "127.0.0.1:7420", "unix:/run/atrium.sock"; for messages
};

// "127.0.0.1:7420", "[::1]:7420", "accounts.example.com:7420".
outcome<endpoint> parse_endpoint(std::string_view host_and_port);

}  // namespace atrium
