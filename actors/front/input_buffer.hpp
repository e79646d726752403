// Bytes received and not handled yet. Grows at the end, is consumed at the front, and is not
// cleared before it is written to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace atrium::actors {

class input_buffer {
 public:
  std::string_view view() const { return {bytes_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  std::size_t size() const { return end_ - begin_; }
  std::size_t capacity() const { return capacity_; }

  // At least `wanted` bytes behind the end, to be filled and then told to `filled`.
  std::span<char> room(std::size_t wanted) {
    if (capacity_ - end_ < wanted) make_room(wanted);
    return {bytes_.get() + end_, wanted};
  }
  void filled(std::size_t size) { end_ += size; }

  void consume(std::size_t size) {
    begin_ += size;
    if (begin_ == end_) begin_ = end_ = 0;
  }

  void clear() { begin_ = end_ = 0; }

  // Gives the memory back. Only while empty.
  void shed() { *this = input_buffer(); }

 private:
  void make_room(std::size_t wanted) {
    const std::size_t used = size();
    // Moving to the front is worth it only if that leaves the room and at least half is free, or
    // else a message that trickles in would be moved for every few bytes.
    if (used + wanted > capacity_ || used > capacity_ / 2) {
      // Half as much again: a long message is moved a few times, and never has twice its size.
      const std::size_t larger = std::max(used + used / 2, used + wanted);
      auto moved = std::make_unique_for_overwrite<char[]>(larger);
      if (used != 0) std::memcpy(moved.get(), bytes_.get() + begin_, used);
      bytes_ = std::move(moved);
      capacity_ = larger;
    } else if (used != 0) {
      std::memmove(bytes_.get(), bytes_.get() + begin_, used);
    }
    begin_ = 0;
    end_ = used;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace atrium::actors
