#include "actors/responder.hpp"

namespace atrium::actors {

responder& responder::operator=(responder&& other) noexcept {
  admitted = std::move(other.admitted);
  kept_ = std::move(other.kept_);
  to_ = std::exchange(other.to_, nullptr);
  connection_ = other.connection_;
  msgid_ = other.msgid_;
  form_ = other.form_;
  counts_ = other.counts_;
  steps_ = other.steps_;
  return *this;
}

responder::~responder() {
  if (pending())
    fail(refusal(errc::internal, "the call was lost; a write may or may not have happened"));
}

void responder::succeed(std::string_view result) {
  if (!pending()) return;
  wire::buffer response;
  response.reserve(result.size() + 16);
  wire::write_result_head(response, msgid_);
  response.append(result);
  send(response);
}

void responder::fail(const error& refused) {
  if (!pending()) return;
  wire::buffer response;
  wire::write_error(response, msgid_, refused, form_);
  counts_->refused.fetch_add(1, std::memory_order_relaxed);
  send(response);
}

void responder::send(wire::buffer& response) {
  counts_->calls.fetch_add(1, std::memory_order_relaxed);
  admitted.release();
  answer_sink* const to = std::exchange(to_, nullptr);
  if (steps_) return to->deliver_in_step(connection_, response.take(), *steps_);
  to->deliver(connection_, response.take());
}

}  // namespace atrium::actors
