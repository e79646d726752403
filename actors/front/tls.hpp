// TLS 1.2 and 1.3 between a socket's bytes and a connection's, without a socket of its own.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "actors/front/input_buffer.hpp"
#include "protocol/outcome.hpp"

struct ssl_st;      // OpenSSL's SSL
struct ssl_ctx_st;  // and SSL_CTX

namespace atrium::actors {

// A certificate chain with its key, ready to serve. Immutable.
using tls_identity = std::shared_ptr<ssl_ctx_st>;

// Both files in PEM. Refuses what cannot be read and a key that is not the certificate's.
outcome<tls_identity> read_tls_identity(const std::string& certificate, const std::string& key);

// The identity that new connections get. From any thread.
class current_tls_identity {
 public:
  tls_identity get() const {
    const std::lock_guard guard(lock_);
    return identity_;
  }
  void set(tls_identity next) {
    const std::lock_guard guard(lock_);
    identity_ = std::move(next);
  }

 private:
  mutable std::mutex lock_;
  tls_identity identity_;  // guarded by lock_; null: no TLS
};

// One connection's encryption.
class tls_stream {
 public:
  explicit tls_stream(const tls_identity& with);
  ~tls_stream();
  tls_stream(const tls_stream&) = delete;
  tls_stream& operator=(const tls_stream&) = delete;

  enum class state : std::uint8_t { open, ended, broken };

  input_buffer received;  // what came from the socket
  std::string to_send;    // what is to go there

  // Consumes `received`. Appends what it says to `plain`, no more than was received, and what the
  // handshake has to answer to `to_send`.
  state decrypt(input_buffer& plain);

  // Appends `plain`, encrypted, to `to_send`. Whether it could.
  bool encrypt(std::string_view plain);

  // Says goodbye.
  void end();

 private:
  void take_output();

  ssl_st* ssl_;
};

}  // namespace atrium::actors
