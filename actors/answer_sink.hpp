// Where answers go that do not come at once: the front's I/O threads, or a test's ledger.
#pragma once

#include <cstdint>
#include <string>

namespace atrium::actors {

class answer_sink {
 public:
  virtual ~answer_sink() = default;

  // One whole encoded response for a connection. From any thread; never blocks; dropped if the
  // connection is gone.
  virtual void deliver(std::uint64_t connection, std::string response) noexcept = 0;

  // A call that the connection's session parked (session::resume) may go on. From any thread.
  virtual void wake(std::uint64_t connection, std::uint64_t parked) noexcept = 0;
};

}  // namespace atrium::actors
