// The calls that an actor makes of the one that it takes apart: whom they answer, and how their
// answers are read.
#pragma once

#include <caf/send.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "actors/contracts.hpp"
#include "protocol/wire/cursor.hpp"

namespace atrium::actors {

// Tells the actor of each answer by `row_answered`: an inner call's "connection" is its row.
class inner_call_sink final : public answer_sink {
 public:
  explicit inner_call_sink(caf::actor to) : to_(std::move(to)) {}
  void deliver(std::uint64_t row, std::string response) noexcept override {
    caf::anon_send(to_, row_answered{static_cast<std::size_t>(row), std::move(response)});
  }
  void wake(std::uint64_t, std::uint64_t) noexcept override {}

 private:
  const caf::actor to_;
};

// Views into the response.
struct inner_answer {
  std::string_view refused;  // one encoded value; nil where it is done
  std::string_view result;
  bool is_done() const { return wire::cursor(refused).read_nil(); }
};
inline inner_answer read_inner_answer(std::string_view response) {
  wire::cursor from(response);
  std::uint32_t count = 0;
  inner_answer read;
  from.read_array(count) && from.skip() && from.skip() && from.read_raw(read.refused) &&
      from.read_raw(read.result);
  return read;
}

}  // namespace atrium::actors
