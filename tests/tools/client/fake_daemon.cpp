#include "tests/tools/client/fake_daemon.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "protocol/wire/envelope.hpp"
#include "protocol/wire/json.hpp"
#include "protocol/wire/scanner.hpp"

namespace atrium::test {

void fake_connection::write(const std::string& bytes) const {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const ssize_t taken = ::send(socket_, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
    if (taken <= 0) return;
    at += static_cast<std::size_t>(taken);
  }
}

void fake_connection::answer(const received_call& to, const std::string& json) const {
  wire::buffer out;
  wire::write_result_head(out, to.msgid);
  out.append(wire::from_json(json).value());
  write(out.take());
}

void fake_connection::refuse(const received_call& to, const error& why) const {
  wire::buffer out;
  wire::write_error(out, to.msgid, why, wire::error_form::map);
  write(out.take());
}

void fake_connection::refuse_as_text(const received_call& to, const error& why) const {
  wire::buffer out;
  wire::write_error(out, to.msgid, why, wire::error_form::text);
  write(out.take());
}

void fake_connection::notify(const std::string& method, const std::string& params_json) const {
  wire::buffer out;
  wire::write_notification(out, method, wire::from_json(params_json).value());
  write(out.take());
}

void fake_connection::close() const { ::shutdown(socket_, SHUT_RDWR); }

fake_daemon::fake_daemon(answerer how) : how_(std::move(how)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
  ::listen(listener_, 64);
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

fake_daemon::~fake_daemon() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  for (std::thread& one : threads_) one.join();
  for (const int socket : sockets_) ::close(socket);
}

std::vector<received_call> fake_daemon::calls() const {
  const std::lock_guard hold(guard_);
  return calls_;
}

void fake_daemon::accept_all() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    ++connections_;
    sockets_.push_back(socket);
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void fake_daemon::serve(int socket) {
  std::string unread;
  wire::scanner scanner{wire::limits{}};
  char bytes[4096];
  for (;;) {
    const ssize_t count = ::recv(socket, bytes, sizeof bytes, 0);
    if (count <= 0) return;
    unread.append(bytes, static_cast<std::size_t>(count));
    for (;;) {
      const auto found = scanner.scan(unread);
      if (found.is != wire::scanner::state::complete) break;
      const auto parsed = wire::parse_envelope(std::string_view(unread).substr(0, found.length));
      const auto& call = std::get<wire::envelope>(parsed);
      take({call.msgid, std::string(call.method), wire::to_json(call.named, -1),
            call.call.empty() ? "" : wire::to_json(call.call, -1)},
           socket);
      unread.erase(0, found.length);
    }
  }
}

void fake_daemon::take(const received_call& one, int socket) {
  {
    const std::lock_guard hold(guard_);
    calls_.push_back(one);
  }
  const fake_connection through(socket);
  if (one.method == "session.hello") {
    through.answer(one, R"({"server":"atrium","protocol":1})");
  } else {
    how_(one, through);
  }
}

}  // namespace atrium::test
