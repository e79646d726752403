// A message that is sent when the last owner of something lets go of it.
#pragma once

#include <caf/actor.hpp>
#include <caf/send.hpp>
#include <memory>
#include <utility>

namespace atrium::actors {

// It cannot be copied: each copy would send one, and the first of them at once.
template <class Message>
class farewell {
 public:
  farewell(caf::actor to, Message message) : to_(std::move(to)), message_(std::move(message)) {}
  farewell(const farewell&) = delete;
  farewell& operator=(const farewell&) = delete;
  ~farewell() { caf::anon_send(to_, std::move(message_)); }

 private:
  caf::actor to_;
  Message message_;
};

template <class Message>
std::shared_ptr<void> tell_at_the_end(const caf::actor& whom, Message message) {
  return std::make_shared<farewell<Message>>(whom, std::move(message));
}

}  // namespace atrium::actors
