// How far a connection that subscribed to its tenant's journal has been told, and has acknowledged.
// No CAF, no threads, no files.
//
// Invariant: of the events sent at most `window` are not acknowledged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

namespace atrium::actors {

class subscription {
 public:
  subscription(std::int64_t from, std::size_t window) : next_(from), window_(window) {}

  // Number of the first entry that has not been looked at.
  std::int64_t next() const { return next_; }

  // Whether there may be more, and it may be sent.
  bool wants_more() const { return !caught_up_ && room() > 0; }
  std::size_t room() const { return window_ - unacknowledged_.size(); }

  // An event that went out.
  void sent(std::int64_t seq) { unacknowledged_.push_back(seq); }
  void looked_as_far_as(std::int64_t next) { next_ = next; }

  // Nothing more until `journal_went_on`.
  void caught_up() { caught_up_ = true; }
  void journal_went_on() { caught_up_ = false; }

  // All events up to this number; false if it lies beyond what was sent.
  bool acknowledge(std::int64_t seq) {
    if (seq >= next_) return false;
    while (!unacknowledged_.empty() && unacknowledged_.front() <= seq) unacknowledged_.pop_front();
    return true;
  }

 private:
  std::int64_t next_;
  const std::size_t window_;
  bool caught_up_ = false;
  std::deque<std::int64_t> unacknowledged_;  // numbers, ascending
};

}  // namespace atrium::actors
