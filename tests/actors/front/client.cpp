#include "client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "protocol/wire/buffer.hpp"
#include "protocol/wire/envelope.hpp"
#include "protocol/wire/packer.hpp"

namespace atrium::test {
namespace {

using clock = std::chrono::steady_clock;

bool wait_for(int descriptor, short what, clock::time_point until) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - clock::now());
  pollfd poll{.fd = descriptor, .events = what, .revents = 0};
  return left.count() > 0 && ::poll(&poll, 1, static_cast<int>(left.count())) > 0;
}

void check(bool done) {
  if (!done) throw std::runtime_error(std::string("cannot connect: ") + std::strerror(errno));
}

void pack_data(wire::packer& out, std::string_view data) {
  out.pack_map(1);
  wire::pack_text(out, "data");
  wire::pack_text(out, data);
}

}  // namespace

std::string request(std::uint32_t msgid, std::string_view method, std::string_view data) {
  wire::buffer made;
  wire::packer out(made);
  out.pack_array(4);
  wire::pack_integer(out, 0);
  wire::pack_integer(out, msgid);
  wire::pack_text(out, method);
  out.pack_array(data.empty() ? 0 : 1);
  if (!data.empty()) pack_data(out, data);
  return made.take();
}

std::string yes_to(std::uint32_t msgid) {
  wire::buffer made;
  wire::write_result_head(made, msgid);
  made.append("\xc3");
  return made.take();
}

std::string echo_of(std::uint32_t msgid, std::string_view data) {
  wire::buffer made;
  wire::write_result_head(made, msgid);
  wire::packer out(made);
  pack_data(out, data);
  return made.take();
}

client::client() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  check(descriptor_ >= 0);
}

client client::unconnected() { return client(); }

void client::connect(const std::string& address) {
  const auto colon = address.rfind(':');
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<in_port_t>(std::stoi(address.substr(colon + 1))));
  ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
  check(::connect(descriptor_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
}

client::client(const std::string& address)
    : descriptor_(::socket(address.starts_with("unix:") ? AF_UNIX : AF_INET,
                           SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  check(descriptor_ >= 0);
  if (!address.starts_with("unix:")) {
    connect(address);
    return;
  }
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  std::strncpy(to.sun_path, address.c_str() + 5, sizeof to.sun_path - 1);
  check(::connect(descriptor_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
}

client::client(client&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
client::~client() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t client::send_some(std::string_view bytes) {
  const auto size = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return size < 0 ? 0 : static_cast<std::size_t>(size);
}

bool client::send(std::string_view bytes) {
  const auto until = clock::now() + patience;
  while (!bytes.empty()) {
    if (!wait_for(descriptor_, POLLOUT, until)) return false;
    const auto size = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size < 0 && errno != EAGAIN) return false;
    if (size > 0) bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

std::string client::receive(std::size_t size) {
  const auto until = clock::now() + patience;
  std::string got(size, '\0');
  std::size_t at = 0;
  while (at < size && wait_for(descriptor_, POLLIN, until)) {
    const auto more = ::recv(descriptor_, got.data() + at, size - at, 0);
    if (more <= 0) break;
    at += static_cast<std::size_t>(more);
  }
  got.resize(at);
  return got;
}

std::string client::receive_to_end() {
  const auto until = clock::now() + patience;
  std::string got;
  char part[4096];
  while (wait_for(descriptor_, POLLIN, until)) {
    const auto more = ::recv(descriptor_, part, sizeof part, 0);
    if (more < 0) return got + " [reset]";
    if (more == 0) return got;
    got.append(part, static_cast<std::size_t>(more));
  }
  return got + " [no end]";
}

bool client::ends_within(std::chrono::milliseconds time) {
  const auto until = clock::now() + time;
  char part[4096];
  while (wait_for(descriptor_, POLLIN, until)) {
    if (::recv(descriptor_, part, sizeof part, 0) <= 0) return true;
  }
  return false;
}

void client::half_close() { ::shutdown(descriptor_, SHUT_WR); }

void client::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(descriptor_, -1));
}

std::string client::ask(std::string_view bytes, std::size_t expected) {
  if (!send(bytes)) return "cannot send";
  return receive(expected);
}

}  // namespace atrium::test
