// Stream sockets of the load client: TCP or Unix, blocking for the set-up, then as the engine
// wants.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/outcome.hpp"

namespace atrium::bench {

struct endpoint {
  std::string host;
  std::string port;
  std::string path;  // of a Unix socket; then host and port are unused
};

// "HOST:PORT" or "[HOST]:PORT".
outcome<endpoint> parse_endpoint(std::string_view text);

// Owns a descriptor.
class connection {
 public:
  connection() = default;
  explicit connection(int descriptor) : descriptor_(descriptor) {}
  connection(connection&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  connection& operator=(connection&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~connection();

  int descriptor() const { return descriptor_; }

  // Blocking, with a limit of 10 seconds a step.
  outcome<nothing> send_all(std::string_view bytes) const;
  // Appends what has arrived, at least one byte, to `to`. The peer's end of the stream is a
  // refusal.
  outcome<nothing> receive_some(std::string& to) const;
  outcome<nothing> set_non_blocking() const;

 private:
  int descriptor_ = -1;
};

// TCP connections have Nagle's delay off.
outcome<connection> connect_to(const endpoint& where);

}  // namespace atrium::bench
