#include "tools/client/stream.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace atrium {

namespace {

using std::chrono::steady_clock;

struct free_context {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct free_session {
  void operator()(SSL* session) const { SSL_free(session); }
};
struct free_addresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

class descriptor {
 public:
  descriptor() = default;
  explicit descriptor(int number) : number_(number) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() { reset(-1); }
  void reset(int number) {
    if (number_ >= 0) ::close(number_);
    number_ = number;
  }
  int get() const { return number_; }

 private:
  int number_ = -1;
};

error late() { return refusal(errc::deadline_exceeded, "no answer in time"); }
error lost(const std::string& why) { return refusal(errc::internal, "connection lost: " + why); }
error unreachable(const endpoint& where, const std::string& why) {
  return refusal(errc::internal, "cannot connect to " + where.text() + ": " + why);
}

bool wait_for(int socket, short events, stream::time_point until) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now()).count();
    pollfd one{socket, events, 0};
    const int ready =
        ::poll(&one, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000)));
    if (ready > 0) return true;
    if (ready == 0 && left <= 0) return false;
    if (ready < 0 && errno != EINTR) return true;  // the next step tells what is wrong
  }
}

std::string tls_reason() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "the TLS connection broke";
  const char* reason = ERR_reason_error_string(code);
  return std::string("TLS: ") + (reason != nullptr ? reason : "failed");
}

// 0, or errno.
int connect_one(int socket, const sockaddr* to, socklen_t size, stream::time_point until) {
  if (::connect(socket, to, size) == 0) return 0;
  if (errno != EINPROGRESS && errno != EINTR) return errno;
  if (!wait_for(socket, POLLOUT, until)) return ETIMEDOUT;
  int code = 0;
  socklen_t length = sizeof code;
  ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &length);
  return code;
}

constexpr int socket_flags = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;

outcome<nothing> open_unix(descriptor& socket, const endpoint& where, stream::time_point until) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (where.socket.size() >= sizeof address.sun_path)
    return unreachable(where, "the path is too long");
  std::memcpy(address.sun_path, where.socket.c_str(), where.socket.size() + 1);
  socket.reset(::socket(AF_UNIX, socket_flags, 0));
  const int code =
      connect_one(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address, until);
  if (code != 0) return unreachable(where, std::strerror(code));
  return nothing{};
}

outcome<nothing> open_tcp(descriptor& socket, const endpoint& where, stream::time_point until) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int wrong =
      ::getaddrinfo(where.host.c_str(), std::to_string(where.port).c_str(), &wanted, &found);
  if (wrong != 0) return unreachable(where, ::gai_strerror(wrong));
  const std::unique_ptr<addrinfo, free_addresses> list(found);
  int code = EADDRNOTAVAIL;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    socket.reset(::socket(one->ai_family, socket_flags, 0));
    if (socket.get() < 0) continue;
    code = connect_one(socket.get(), one->ai_addr, one->ai_addrlen, until);
    if (code == 0) {
      const int on = 1;
      ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      return nothing{};
    }
  }
  return unreachable(where, std::strerror(code));
}

bool is_number(const std::string& host) {
  in6_addr any{};
  return ::inet_pton(AF_INET, host.c_str(), &any) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), &any) == 1;
}

}  // namespace

struct stream::parts {
  descriptor socket;
  std::unique_ptr<SSL_CTX, free_context> context;
  std::unique_ptr<SSL, free_session> session;  // null without TLS

  // Waits until the step that OpenSSL could not do may be tried again.
  bool wait_as_told(int result, time_point until, outcome<nothing>& failed) {
    const int what = SSL_get_error(session.get(), result);
    if (what != SSL_ERROR_WANT_READ && what != SSL_ERROR_WANT_WRITE) {
      failed = lost(what == SSL_ERROR_ZERO_RETURN ? "closed by the daemon" : tls_reason());
      return false;
    }
    if (wait_for(socket.get(), what == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, until)) return true;
    failed = late();
    return false;
  }
};

stream::stream(std::unique_ptr<parts> inside) : inside_(std::move(inside)) {}
stream::stream(stream&&) noexcept = default;
stream& stream::operator=(stream&&) noexcept = default;
stream::~stream() = default;

outcome<nothing> stream::shake_hands(parts& inside, const endpoint& where, time_point until) {
  inside.context.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* context = inside.context.get();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  const bool trusted = where.ca_file.empty()
                           ? SSL_CTX_set_default_verify_paths(context) == 1
                           : SSL_CTX_load_verify_file(context, where.ca_file.c_str()) == 1;
  if (!trusted) {
    ERR_clear_error();
    return unreachable(where, "cannot read the certificate authorities in " +
                                  (where.ca_file.empty() ? "the system" : where.ca_file));
  }
  inside.session.reset(SSL_new(context));
  SSL* session = inside.session.get();
  if (is_number(where.host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), where.host.c_str());
  } else {
    SSL_set1_host(session, where.host.c_str());
    SSL_set_tlsext_host_name(session, where.host.c_str());
  }
  SSL_set_fd(session, inside.socket.get());
  outcome<nothing> failed{nothing{}};
  for (int result = SSL_connect(session); result != 1; result = SSL_connect(session)) {
    if (inside.wait_as_told(result, until, failed)) continue;
    const long verdict = SSL_get_verify_result(session);
    if (verdict != X509_V_OK)
      return unreachable(where, std::string("TLS: ") + X509_verify_cert_error_string(verdict));
    return unreachable(where, failed.failure().message);
  }
  return nothing{};
}

outcome<stream> stream::connect(const endpoint& where, time_point until) {
  auto inside = std::make_unique<parts>();
  auto opened = where.socket.empty() ? open_tcp(inside->socket, where, until)
                                     : open_unix(inside->socket, where, until);
  if (!opened) return std::move(opened).failure();
  if (where.tls && where.socket.empty()) {
    auto shaken = shake_hands(*inside, where, until);
    if (!shaken) return std::move(shaken).failure();
  }
  return stream(std::move(inside));
}

outcome<nothing> stream::write(std::string_view bytes, time_point until) {
  outcome<nothing> failed{nothing{}};
  while (!bytes.empty()) {
    if (inside_->session) {
      std::size_t taken = 0;
      const int result = SSL_write_ex(inside_->session.get(), bytes.data(), bytes.size(), &taken);
      if (result == 1) {
        bytes.remove_prefix(taken);
      } else if (!inside_->wait_as_told(result, until, failed)) {
        return failed;
      }
      continue;
    }
    const ssize_t taken = ::send(inside_->socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (taken >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(taken));
    } else if (errno == EAGAIN) {
      if (!wait_for(inside_->socket.get(), POLLOUT, until)) return late();
    } else if (errno != EINTR) {
      return lost(std::strerror(errno));
    }
  }
  return nothing{};
}

outcome<nothing> stream::read(std::string& to, time_point until) {
  char arrived[65536];
  outcome<nothing> failed{nothing{}};
  for (;;) {
    if (inside_->session) {
      std::size_t count = 0;
      const int result = SSL_read_ex(inside_->session.get(), arrived, sizeof arrived, &count);
      if (result == 1) {
        to.append(arrived, count);
        return nothing{};
      }
      if (!inside_->wait_as_told(result, until, failed)) return failed;
      continue;
    }
    const ssize_t count = ::recv(inside_->socket.get(), arrived, sizeof arrived, 0);
    if (count > 0) {
      to.append(arrived, static_cast<std::size_t>(count));
      return nothing{};
    }
    if (count == 0) return lost("closed by the daemon");
    if (errno == EAGAIN) {
      if (!wait_for(inside_->socket.get(), POLLIN, until)) return late();
    } else if (errno != EINTR) {
      return lost(std::strerror(errno));
    }
  }
}

}  // namespace atrium
