// The obligation to answer one request. It is answered exactly once: by `succeed` or `fail`, or, if
// it is forgotten or lost with an actor, by its destructor, which says that the outcome is unknown.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/answer_sink.hpp"
#include "protocol/outcome.hpp"
#include "protocol/wire/envelope.hpp"

namespace atrium::actors {

// A number of admitted calls that must go down again when the call is answered.
using call_counter = std::shared_ptr<std::atomic<std::int64_t>>;

class admission {
 public:
  admission() = default;
  admission(admission&& other) noexcept : counters_(std::exchange(other.counters_, {})) {}
  admission& operator=(admission&& other) noexcept {
    release();
    counters_ = std::exchange(other.counters_, {});
    return *this;
  }
  ~admission() { release(); }

  // Counts one more if that stays within `max`.
  bool enter(const call_counter& counter, std::int64_t max) {
    if (counter->fetch_add(1, std::memory_order_relaxed) < max) {
      counters_.push_back(counter);
      return true;
    }
    counter->fetch_sub(1, std::memory_order_relaxed);
    return false;
  }
  void release() {
    for (const call_counter& each : counters_) each->fetch_sub(1, std::memory_order_release);
    counters_.clear();
  }

 private:
  std::vector<call_counter> counters_;
};

// Counts of what was answered, for server.status.
struct answer_counts {
  std::atomic<std::int64_t> calls{0};
  std::atomic<std::int64_t> refused{0};
};

class responder {
 public:
  responder() = default;
  responder(answer_sink& to, std::uint64_t connection, std::uint32_t msgid, wire::error_form form,
            answer_counts& counts)
      : to_(&to), connection_(connection), msgid_(msgid), form_(form), counts_(&counts) {}
  // Keeps whom it answers until it has.
  responder(std::shared_ptr<answer_sink> to, std::uint64_t connection, wire::error_form form,
            answer_counts& counts)
      : responder(*to, connection, 0, form, counts) {
    kept_ = std::move(to);
  }
  responder(responder&& other) noexcept { *this = std::move(other); }
  responder& operator=(responder&& other) noexcept;
  ~responder();

  bool pending() const { return to_ != nullptr; }
  // `result` is one encoded value.
  void succeed(std::string_view result);
  void fail(const error& refused);

  // The time of the answer will not tell how much there was to do.
  void keep_step(const answer_steps& steps) { steps_ = steps; }

  admission admitted;  // released just before the answer goes out

 private:
  void send(wire::buffer& response);

  std::shared_ptr<answer_sink> kept_;
  answer_sink* to_ = nullptr;
  std::uint64_t connection_ = 0;
  std::uint32_t msgid_ = 0;
  wire::error_form form_ = wire::error_form::text;
  answer_counts* counts_ = nullptr;
  std::optional<answer_steps> steps_;
};

}  // namespace atrium::actors
