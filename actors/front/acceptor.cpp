#include "actors/front/acceptor.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "config/log.hpp"

namespace atrium::actors {
namespace {

// Then others of the thread have their turn.
constexpr int accepted_in_a_row = 64;

// How long nothing is accepted when the system has no descriptor or memory to give. Those who
// connect wait in the kernel's queue.
constexpr std::chrono::milliseconds back_off_time(100);

}  // namespace

acceptor::acceptor(asio::io_context& runs_in, listener from, front_state& state,
                   const std::vector<std::unique_ptr<io_thread>>& threads)
    : from_(std::move(from)),
      state_(state),
      threads_(threads),
      readiness_(runs_in.get_executor(), from_.descriptor()),
      pause_(runs_in) {}

// The descriptor stays the listener's.
acceptor::~acceptor() {
  if (readiness_.is_open()) readiness_.release();
}

void acceptor::stop() {
  if (readiness_.is_open()) readiness_.release();
  pause_.cancel();
  ::shutdown(from_.descriptor(), SHUT_RDWR);
}

void acceptor::wait() {
  readiness_.async_wait(asio::posix::descriptor_base::wait_read, [this](std::error_code failed) {
    if (!failed && readiness_.is_open()) accept_waiting();
  });
}

void acceptor::accept_waiting() {
  for (int i = 0; i < accepted_in_a_row; ++i) {
    switch (accept_one()) {
      case taken::one:
        break;
      case taken::none:
        return wait();
      case taken::no_descriptors:
        return back_off();
    }
  }
  wait();
}

acceptor::taken acceptor::accept_one() {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  owned_descriptor descriptor(::accept4(from_.descriptor(), reinterpret_cast<sockaddr*>(&address),
                                        &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (descriptor.get() < 0) {
    switch (errno) {
      case EAGAIN:
        return taken::none;
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        return taken::no_descriptors;
      default:
        return taken::one;  // the client is gone, or its network: accept(2)
    }
  }
  if (state_.open.load(std::memory_order_relaxed) >= state_.allowed.connections_max) {
    state_.refused.add(1);
    return taken::one;
  }
  const accepted_from who = describe(&address);
  state_.one_opened();
  threads_[turn_]->adopt({.descriptor = std::move(descriptor),
                          .family = address.ss_family,
                          .from = {.address = who.address, .source = who.source},
                          .local = who.local});
  turn_ = (turn_ + 1) % threads_.size();
  return taken::one;
}

void acceptor::back_off() {
  log::warning("cannot accept connections for now", {{"listener", from_.name()}});
  pause_.expires_after(back_off_time);
  pause_.async_wait([this](std::error_code failed) {
    if (!failed && readiness_.is_open()) accept_waiting();
  });
}

}  // namespace atrium::actors
