#include "actors/front/listener.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace atrium::actors {
namespace {

constexpr mode_t socket_mode = 0660;

error cannot(const std::string& what, int code) {
  return refusal(errc::internal, "cannot " + what + ": " + std::generic_category().message(code));
}

// Negative, with errno, if there is none to be had.
owned_descriptor new_socket(int family) {
  return owned_descriptor(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

void turn_on(int descriptor, int level, int option) {
  const int on = 1;
  ::setsockopt(descriptor, level, option, &on, sizeof on);
}

std::string with_port(const std::string& host, std::uint16_t port) {
  const bool bracketed = host.find(':') != std::string::npos;
  return (bracketed ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

struct tcp_peer {
  std::string host;
  std::uint16_t port;
  bool loopback;
};

tcp_peer read_v4(const in_addr& address, in_port_t port) {
  char text[INET_ADDRSTRLEN] = "";
  ::inet_ntop(AF_INET, &address, text, sizeof text);
  return {text, ntohs(port), (ntohl(address.s_addr) >> 24U) == 127};
}

tcp_peer read_v6(const sockaddr_in6& address) {
  if (IN6_IS_ADDR_V4MAPPED(&address.sin6_addr)) {
    in_addr inner{};
    std::memcpy(&inner, address.sin6_addr.s6_addr + 12, sizeof inner);
    return read_v4(inner, address.sin6_port);
  }
  char text[INET6_ADDRSTRLEN] = "";
  ::inet_ntop(AF_INET6, &address.sin6_addr, text, sizeof text);
  return {text, ntohs(address.sin6_port), IN6_IS_ADDR_LOOPBACK(&address.sin6_addr) != 0};
}

std::optional<tcp_peer> read_tcp(const sockaddr* from) {
  if (from->sa_family == AF_INET) {
    sockaddr_in address{};
    std::memcpy(&address, from, sizeof address);
    return read_v4(address.sin_addr, address.sin_port);
  }
  if (from->sa_family == AF_INET6) {
    sockaddr_in6 address{};
    std::memcpy(&address, from, sizeof address);
    return read_v6(address);
  }
  return std::nullopt;
}

outcome<listener> listen_at(const addrinfo& where, const std::string& asked) {
  owned_descriptor made = new_socket(where.ai_family);
  if (made.get() < 0) return cannot("listen on " + asked, errno);
  turn_on(made.get(), SOL_SOCKET, SO_REUSEADDR);
  if (where.ai_family == AF_INET6) turn_on(made.get(), IPPROTO_IPV6, IPV6_V6ONLY);
  if (::bind(made.get(), where.ai_addr, where.ai_addrlen) != 0 ||
      ::listen(made.get(), SOMAXCONN) != 0) {
    return cannot("listen on " + asked, errno);
  }
  sockaddr_storage taken{};
  socklen_t size = sizeof taken;
  ::getsockname(made.get(), reinterpret_cast<sockaddr*>(&taken), &size);
  return listener(std::move(made), describe(&taken).address, "");
}

// Whether a process accepts connections there.
bool in_use(const sockaddr_un& address) {
  const owned_descriptor probe = new_socket(AF_UNIX);
  return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ||
         errno != ECONNREFUSED;
}

}  // namespace

listener::listener(owned_descriptor descriptor, std::string name, std::string file)
    : descriptor_(std::move(descriptor)), name_(std::move(name)), file_(std::move(file)) {}

listener::listener(listener&& other) noexcept
    : descriptor_(std::move(other.descriptor_)),
      name_(std::move(other.name_)),
      file_(std::exchange(other.file_, {})) {}

listener::~listener() {
  if (!file_.empty()) ::unlink(file_.c_str());
}

outcome<std::vector<listener>> listen_on(const config::address& where) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const std::string asked = with_port(where.host, where.port);
  if (const int code =
          ::getaddrinfo(where.host.c_str(), std::to_string(where.port).c_str(), &wanted, &found)) {
    return refusal(errc::internal, "cannot listen on " + asked + ": " + ::gai_strerror(code));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(found, ::freeaddrinfo);
  std::vector<listener> made;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    auto one = listen_at(*each, asked);
    if (!one) return one.failure();
    made.push_back(std::move(*one));
  }
  return made;
}

outcome<listener> listen_on_file(const std::string& file) {
  const std::string what = "listen on " + file;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (file.size() >= sizeof address.sun_path) return cannot(what, ENAMETOOLONG);
  std::memcpy(address.sun_path, file.c_str(), file.size() + 1);

  struct stat there {};
  if (::lstat(file.c_str(), &there) == 0) {
    if (!S_ISSOCK(there.st_mode)) return cannot(what, EEXIST);
    if (in_use(address)) return cannot(what, EADDRINUSE);
    ::unlink(file.c_str());
  }
  owned_descriptor made = new_socket(AF_UNIX);
  if (made.get() < 0) return cannot(what, errno);
  // Before bind, so that at no moment may others connect; after it, since the umask has its say.
  ::fchmod(made.get(), socket_mode);
  if (::bind(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return cannot(what, errno);
  if (::chmod(file.c_str(), socket_mode) != 0 || ::listen(made.get(), SOMAXCONN) != 0)
    return cannot(what, errno);
  return listener(std::move(made), "unix:" + file, file);
}

accepted_from describe(const void* sockaddr_bytes) {
  const auto tcp = read_tcp(static_cast<const sockaddr*>(sockaddr_bytes));
  if (!tcp) return {.address = "unix", .source = "unix", .local = true};
  return {.address = with_port(tcp->host, tcp->port), .source = tcp->host, .local = tcp->loopback};
}

}  // namespace atrium::actors
