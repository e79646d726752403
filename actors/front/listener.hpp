// Sockets that listen, made and named; nothing is accepted here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "actors/front/descriptor.hpp"
#include "config/address.hpp"
#include "protocol/outcome.hpp"

namespace atrium::actors {

// A listening socket, non-blocking. Closed with its value; a Unix socket's file goes with it.
class listener {
 public:
  listener(owned_descriptor descriptor, std::string name, std::string file);
  ~listener();
  listener(listener&& other) noexcept;
  listener& operator=(listener&&) = delete;

  int descriptor() const { return descriptor_.get(); }
  const std::string& name() const { return name_; }  // "127.0.0.1:7420", "unix:/run/atrium.sock"

 private:
  owned_descriptor descriptor_;
  std::string name_;
  std::string file_;  // of a Unix socket
};

// One for each address that the host's name stands for.
outcome<std::vector<listener>> listen_on(const config::address& where);

// Mode 0660. A file that nobody listens on any more is replaced; one that is in use, or is no
// socket, is refused.
outcome<listener> listen_on_file(const std::string& file);

// The sockaddr that accept filled, in words.
struct accepted_from {
  std::string address;  // "127.0.0.1:4711", "[::1]:4711", "unix"
  std::string source;   // "127.0.0.1", "::1", "unix"
  bool local = false;   // loopback or Unix socket
};
accepted_from describe(const void* sockaddr);

}  // namespace atrium::actors
