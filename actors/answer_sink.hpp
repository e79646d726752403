// Where answers go that do not come at once: the front's I/O threads, or a test's ledger.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

namespace atrium::actors {

// When an answer comes whose time shall tell nothing of what was done: a whole number of steps
// after its call.
struct answer_steps {
  std::chrono::steady_clock::time_point began;
  std::chrono::milliseconds each;

  std::chrono::steady_clock::time_point next(std::chrono::steady_clock::time_point now) const {
    return began + ((now - began) / each + 1) * each;
  }
};

class answer_sink {
 public:
  virtual ~answer_sink() = default;

  // One whole encoded response for a connection. From any thread; never blocks; dropped if the
  // connection is gone.
  virtual void deliver(std::uint64_t connection, std::string response) noexcept = 0;

  // The same at the next of these steps, where there is somebody who could measure it.
  virtual void deliver_in_step(std::uint64_t connection, std::string response,
                               const answer_steps&) noexcept {
    deliver(connection, std::move(response));
  }

  // A call that the connection's session parked (session::resume) may go on. From any thread.
  virtual void wake(std::uint64_t connection, std::uint64_t parked) noexcept = 0;
};

}  // namespace atrium::actors
