// One page of a list, {items: [...], next_cursor?, partial?}, under construction. Cursors of lists
// that are ordered by a number are that number in decimal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "protocol/outcome.hpp"
#include "protocol/wire/buffer.hpp"

namespace atrium::actors {

inline constexpr std::int64_t page_items_default = 50;
// A page with so much ends before its limit; an answer is one message, and a client's unread
// replies are bounded.
inline constexpr std::size_t page_bytes_enough = std::size_t{1} << 20;

// The number in a cursor that was given back; `otherwise` for none.
outcome<std::uint64_t> number_in_cursor(const std::optional<std::string>& cursor,
                                        std::uint64_t otherwise);

// An array under construction, all of it.
class array {
 public:
  wire::buffer& add() {
    ++count_;
    return items_;
  }
  std::uint32_t count() const { return count_; }
  std::size_t bytes() const { return items_.size(); }
  void write(wire::buffer& out) const;

 private:
  std::uint32_t count_ = 0;
  wire::buffer items_;
};

class page {
 public:
  explicit page(std::optional<std::int64_t> limit) : limit_(limit.value_or(page_items_default)) {}

  bool full() const { return items_.count() >= limit_ || items_.bytes() >= page_bytes_enough; }
  // Where one more item, one encoded value, is to be appended.
  wire::buffer& add() { return items_.add(); }
  void continue_at(std::uint64_t number) { continue_at(std::to_string(number)); }
  void continue_at(std::string cursor) { next_ = std::move(cursor); }
  // It ended because enough was looked at.
  void mark_partial() { partial_ = true; }
  void write(wire::buffer& out) const;

 private:
  const std::int64_t limit_;
  array items_;
  std::optional<std::string> next_;
  bool partial_ = false;
};

}  // namespace atrium::actors
