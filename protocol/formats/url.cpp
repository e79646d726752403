#include "protocol/formats/url.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "protocol/identity/code_points.hpp"
#include "protocol/identity/domain.hpp"

namespace atrium::formats {

namespace {

constexpr std::size_t octets_max = 2048;
constexpr unsigned port_max = 65535;

error refused(const char* message) { return refusal(errc::invalid_field, message); }

bool is_local(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

std::optional<unsigned> hex_pair(std::string_view digits) {
  unsigned value = 0;
  const auto [end, fault] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (digits.size() != 2 || fault != std::errc() || end != digits.data() + 2) return std::nullopt;
  return value;
}

bool is_path_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~!$&'()*+,;=:@").find(c) != std::string_view::npos;
}

// A segment that no server and no proxy can read as something else than it says.
bool is_plain_segment(std::string_view segment) {
  if (segment.empty() || segment == "." || segment == "..") return false;
  for (std::size_t at = 0; at < segment.size(); ++at) {
    if (is_path_character(segment[at])) continue;
    if (segment[at] != '%') return false;
    const auto code = hex_pair(segment.substr(at + 1, 2));
    if (!code || *code < ' ' || *code == 0x7f || *code == '.' || *code == '/' || *code == '\\')
      return false;
    at += 2;
  }
  return true;
}

bool is_plain_path(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    if (!is_plain_segment(path.substr(0, end))) return false;
    path.remove_prefix(end);
  }
  return true;
}

// ":443" to 443; nothing when there is no port there.
std::optional<unsigned> port_number(std::string_view digits) {
  unsigned port = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (fault != std::errc() || end != digits.data() + digits.size() || port == 0 || port > port_max)
    return std::nullopt;
  return port;
}

// host[:port]: the position of the colon, or the size when there is none; an IPv6 literal keeps its
// own colons.
std::size_t end_of_host(std::string_view authority) {
  const std::size_t after_literal = authority.starts_with('[') ? authority.find(']') : 0;
  if (after_literal == std::string_view::npos) return authority.size();
  return std::min(authority.find(':', after_literal), authority.size());
}

}  // namespace

outcome<std::string> base_url(std::string_view typed) {
  if (typed.size() > octets_max) return refused("The URL is longer than 2,048 octets.");
  const std::size_t after_scheme = typed.find("://");
  if (after_scheme == std::string_view::npos)
    return refused("The URL does not start with https://.");
  const std::string scheme = identity::lower_ascii(typed.substr(0, after_scheme));
  if (scheme != "https" && scheme != "http")
    return refused("The URL does not start with https://.");
  const std::string_view rest = typed.substr(after_scheme + 3);
  const std::size_t path_start = std::min(rest.find('/'), rest.size());
  const std::string_view authority = rest.substr(0, path_start);
  std::string_view path = rest.substr(path_start);
  const std::size_t host_end = end_of_host(authority);

  std::string host = identity::lower_ascii(authority.substr(0, host_end));
  if (!is_local(host)) {
    if (scheme == "http") return refused("Only localhost may be served by http.");
    auto domain = identity::canonical_domain(host);
    if (!domain) return refused("The host of the URL is not a domain name.");
    host = std::move(domain).value();
  }
  std::string canonical = scheme + "://" + host;
  if (host_end < authority.size()) {
    const auto port = port_number(authority.substr(host_end + 1));
    if (!port) return refused("The port of the URL is not a number from 1 to 65535.");
    if (*port != (scheme == "https" ? 443u : 80u)) canonical += ':' + std::to_string(*port);
  }
  if (path.ends_with('/')) path.remove_suffix(1);
  if (!is_plain_path(path)) return refused("The path of the URL has a part that is not allowed.");
  canonical += path;
  if (canonical.size() > octets_max) return refused("The URL is longer than 2,048 octets.");
  return canonical;
}

}  // namespace atrium::formats
