// Takes connections from one listener and hands them to the I/O threads by turns.
//
// One acceptor an address, all on the first thread, instead of one a thread with SO_REUSEPORT:
// clients here keep few connections for long, which the kernel's hash would spread unevenly, and a
// thread that is stuck would keep those that wait in its queue.
#pragma once

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <cstddef>
#include <memory>
#include <vector>

#include "actors/front/io_thread.hpp"
#include "actors/front/listener.hpp"

namespace atrium::actors {

class acceptor {
 public:
  acceptor(asio::io_context& runs_in, listener from, front_state& state,
           const std::vector<std::unique_ptr<io_thread>>& threads);
  ~acceptor();

  const std::string& name() const { return from_.name(); }

  // Before its thread runs.
  void start() { wait(); }
  // On its thread.
  void stop();

 private:
  enum class taken : std::uint8_t { one, none, no_descriptors };

  void wait();
  void accept_waiting();
  taken accept_one();
  void back_off();

  const listener from_;
  front_state& state_;
  const std::vector<std::unique_ptr<io_thread>>& threads_;
  std::size_t turn_ = 0;
  asio::posix::basic_stream_descriptor<asio::io_context::executor_type> readiness_;
  asio::steady_timer pause_;
};

}  // namespace atrium::actors
