// Something that answers like a daemon: a thread per connection, hello answered by itself, all
// other calls by the function that the test gives.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "protocol/outcome.hpp"

namespace atrium::test {

struct received_call {
  std::uint32_t msgid;
  std::string method;
  std::string named;    // JSON
  std::string options;  // JSON; "" for none
};

class fake_connection {
 public:
  explicit fake_connection(int socket) : socket_(socket) {}
  void answer(const received_call& to, const std::string& json) const;
  void refuse(const received_call& to, const error& why) const;
  void refuse_as_text(const received_call& to, const error& why) const;
  void notify(const std::string& method, const std::string& params_json) const;
  void write(const std::string& bytes) const;
  void close() const;  // both ways; the thread then ends

 private:
  int socket_;
};

class fake_daemon {
 public:
  using answerer = std::function<void(const received_call&, const fake_connection&)>;
  explicit fake_daemon(answerer how);
  ~fake_daemon();
  fake_daemon(const fake_daemon&) = delete;
  fake_daemon& operator=(const fake_daemon&) = delete;

  std::uint16_t port() const { return port_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  int connections() const { return connections_; }
  // Everything that was called, hello too.
  std::vector<received_call> calls() const;

 private:
  void accept_all();
  void serve(int socket);
  void take(const received_call& one, int socket);

  answerer how_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  mutable std::mutex guard_;
  std::vector<received_call> calls_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace atrium::test
