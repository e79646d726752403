// The front: listeners, connections, I/O threads, TLS. It moves bytes and leaves their meaning to
// `session`.
//
// Invariants
//  1. A connection belongs to one I/O thread from accept to close; only that thread touches it.
//  2. What is read but not yet handled, and what is answered but not yet sent, are bounded: reading
//  stops while the in-flight cap or the
//     unread-reply cap is reached, and goes on when there is room.
//  3. The number of connections is bounded below the descriptor limit; over it, a new one is
//  accepted and closed at once.
//  4. No timer and no answer outlives its connection by more than its own turn.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "protocol/outcome.hpp"

namespace atrium::actors {

class node;

struct front_figures {
  std::size_t open = 0;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;  // over the cap
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t messages = 0;
};

class front {
 public:
  // Binds everything the settings name and starts the I/O threads; nothing is accepted before
  // `node` is serving.
  static outcome<std::unique_ptr<front>> start(node& shared, const config::settings& settings);
  ~front();

  // Addresses that are listened on, with the ports that were really taken: "127.0.0.1:41777".
  const std::vector<std::string>& addresses() const;

  std::size_t connections() const;
  front_figures measure() const;

  // Reads certificate and key again; on failure the old ones stay. Open connections keep theirs.
  outcome<nothing> reload_certificates();

  // Stops accepting and reading, waits until every call taken is answered and sent (or `patience`
  // has passed), closes. After it no thread of the front runs. Returns whether everything was
  // answered.
  bool drain(std::chrono::milliseconds patience);

 private:
  struct parts;
  explicit front(std::unique_ptr<parts> inside);
  std::unique_ptr<parts> inside_;
};

}  // namespace atrium::actors
