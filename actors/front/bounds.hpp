// What the front bounds, taken from the knobs once, and what it counts.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "config/settings.hpp"
#include "protocol/wire/limits.hpp"

namespace atrium::actors {

struct bounds {
  wire::limits message;
  std::size_t connections_max;
  std::size_t in_flight_max;
  std::size_t unread_reply_bytes_max;
  std::chrono::milliseconds hello_timeout;
  std::chrono::milliseconds message_timeout;
  std::chrono::milliseconds idle_timeout;
  bool plaintext_beyond_loopback;

  // Timeouts are looked after this often: they end late by up to two of these, never early.
  std::chrono::milliseconds tick() const;
};

// `descriptors` is the process's limit; connections leave some of them for everything else.
bounds bounds_of(const config::settings& settings, std::size_t descriptors);

// Written by one thread, read by any.
class counter {
 public:
  void add(std::uint64_t more) {
    value_.store(value_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
  }
  std::uint64_t read() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

}  // namespace atrium::actors
