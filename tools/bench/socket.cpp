#include "tools/bench/socket.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace atrium::bench {
namespace {

constexpr timeval step_limit{.tv_sec = 10, .tv_usec = 0};

error failed(std::string_view what) {
  return refusal(errc::internal, std::string(what) + ": " + std::strerror(errno));
}

void limit_steps(int descriptor) {
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &step_limit, sizeof step_limit);
  setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &step_limit, sizeof step_limit);
}

outcome<connection> connect_unix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return refusal(errc::bad_request, "socket path too long: " + path);
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  connection made(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (made.descriptor() < 0) return failed("socket");
  limit_steps(made.descriptor());
  if (connect(made.descriptor(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    return failed("connect to " + path);
  }
  return made;
}

outcome<connection> connect_tcp(const endpoint& where) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int status = getaddrinfo(where.host.c_str(), where.port.c_str(), &hints, &found);
  if (status != 0) return refusal(errc::bad_request, where.host + ": " + gai_strerror(status));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    connection made(::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol));
    if (made.descriptor() < 0) continue;
    limit_steps(made.descriptor());
    if (connect(made.descriptor(), at->ai_addr, at->ai_addrlen) != 0) continue;
    const int on = 1;
    setsockopt(made.descriptor(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return made;
  }
  return failed("connect to " + where.host + ":" + where.port);
}

}  // namespace

outcome<endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) {
    return refusal(errc::bad_request, "HOST:PORT expected, not \"" + std::string(text) + "\"");
  }
  std::string_view host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  return endpoint{
      .host = std::string(host), .port = std::string(text.substr(colon + 1)), .path = {}};
}

connection::~connection() {
  if (descriptor_ >= 0) close(descriptor_);
}

outcome<nothing> connection::send_all(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return failed("send");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return nothing{};
}

outcome<nothing> connection::receive_some(std::string& to) const {
  char chunk[16384];
  for (;;) {
    const ssize_t got = recv(descriptor_, chunk, sizeof chunk, 0);
    if (got > 0) {
      to.append(chunk, static_cast<std::size_t>(got));
      return nothing{};
    }
    if (got == 0) return refusal(errc::internal, "the server closed the connection");
    if (errno != EINTR) return failed("receive");
  }
}

outcome<nothing> connection::set_non_blocking() const {
  const int flags = fcntl(descriptor_, F_GETFL);
  if (flags < 0 || fcntl(descriptor_, F_SETFL, flags | O_NONBLOCK) != 0) return failed("fcntl");
  return nothing{};
}

outcome<connection> connect_to(const endpoint& where) {
  return where.path.empty() ? connect_tcp(where) : connect_unix(where.path);
}

}  // namespace atrium::bench
