// A connected byte stream to a daemon, over TCP, TLS or a Unix socket; every step has a deadline.
//
// For one thread at a time. A program that uses TLS ignores SIGPIPE: OpenSSL writes with write(2).
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "tools/client/endpoint.hpp"

namespace atrium {

class stream {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  // Resolving a name is the system's business and does not know the deadline.
  static outcome<stream> connect(const endpoint& where, time_point until);

  // All of it. After a failure the stream is of no further use.
  outcome<nothing> write(std::string_view bytes, time_point until);

  // Appends what has arrived to `to`, at least a byte. deadline_exceeded when there is none in
  // time, which does the stream no harm; `internal` when the other side is gone.
  outcome<nothing> read(std::string& to, time_point until);

  stream(stream&&) noexcept;
  stream& operator=(stream&&) noexcept;
  ~stream();

 private:
  struct parts;
  explicit stream(std::unique_ptr<parts> inside);
  static outcome<nothing> shake_hands(parts& inside, const endpoint& where, time_point until);

  std::unique_ptr<parts> inside_;
};

}  // namespace atrium
