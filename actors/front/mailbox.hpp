// Answers on their way to an I/O thread: many put in, one takes all.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace atrium::actors {

struct mail {
  enum class kind : std::uint8_t { answer, wake };
  kind is;
  std::uint64_t connection;
  std::uint64_t parked = 0;  // wake
  std::string response{};    // answer
};

class mailbox {
 public:
  // Whether the taker has to be woken: the first since it took.
  bool put(mail item) {
    const std::lock_guard guard(lock_);
    if (closed_) return false;
    waiting_.push_back(std::move(item));
    return waiting_.size() == 1;
  }

  // `into` is empty; its memory is used for what comes next.
  void take(std::vector<mail>& into) {
    const std::lock_guard guard(lock_);
    waiting_.swap(into);
  }

  // What comes from now on is dropped.
  void close() {
    const std::lock_guard guard(lock_);
    closed_ = true;
    waiting_.clear();
  }

 private:
  std::mutex lock_;
  std::vector<mail> waiting_;  // guarded by lock_
  bool closed_ = false;        // guarded by lock_
};

}  // namespace atrium::actors
