// What the daemon does once in a while beside its calls: dead readers, the reader-age alarm, a
// broken store.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "actors/node.hpp"

namespace atrium {

// A thread of its own until `stop` or the end. `end_daemon` is called once, from it, if the store
// broke.
class housekeeping {
 public:
  housekeeping(actors::node& shared, std::function<void()> end_daemon);
  ~housekeeping() { stop(); }
  void stop();

 private:
  void run();

  actors::node& shared_;
  const std::function<void()> end_daemon_;
  std::mutex guard_;  // of stopping_
  std::condition_variable stop_now_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace atrium
