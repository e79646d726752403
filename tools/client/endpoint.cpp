#include "tools/client/endpoint.hpp"

#include "config/address.hpp"

namespace atrium {

std::string endpoint::text() const {
  if (!socket.empty()) return "unix:" + socket;
  const bool number_of_six = host.find(':') != std::string::npos;
  return (number_of_six ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

outcome<endpoint> parse_endpoint(std::string_view host_and_port) {
  const auto parsed = config::parse_address(host_and_port);
  if (!parsed || parsed->port == 0) {
    return refusal(errc::bad_request,
                   "'" + std::string(host_and_port) + "' is not HOST:PORT, as 127.0.0.1:7420");
  }
  endpoint where;
  where.host = parsed->host;
  where.port = parsed->port;
  return where;
}

}  // namespace atrium
