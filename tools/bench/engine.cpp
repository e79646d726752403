#include "tools/bench/engine.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <limits>

namespace atrium::bench {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t drain_limit = 5 * second;
constexpr std::size_t receive_size = std::size_t{256} * 1024;

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::int64_t to_ns(double seconds) { return static_cast<std::int64_t>(seconds * 1e9); }

error failed(std::string_view what) {
  return refusal(errc::internal, std::string(what) + ": " + std::strerror(errno));
}

std::string printable(std::string_view bytes) {
  std::string text(bytes.substr(0, 200));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '.');
  return text;
}

}  // namespace

engine::engine(peer& with, load what)
    : peer_(with),
      load_(what),
      keys_(what.keys, what.accounts, 1),
      created_(what.first_created),
      poll_(epoll_create1(EPOLL_CLOEXEC)),
      chunk_(receive_size) {}

engine::~engine() {
  if (poll_ >= 0) close(poll_);
}

outcome<nothing> engine::connect(const endpoint& where) {
  lanes_.resize(load_.connections);
  for (std::uint32_t i = 0; i < load_.connections; ++i) {
    lane& one = lanes_[i];
    auto made = connect_to(where);
    if (!made) return made.failure();
    auto greeted = peer_.greet(*made);
    if (!greeted) return greeted;
    auto ready = made->set_non_blocking();
    if (!ready) return ready;
    one.socket = std::move(*made);
    one.calls.resize(load_.in_flight);
    for (std::uint32_t slot = load_.in_flight; slot > 0; --slot) one.free.push_back(slot - 1);
    epoll_event event{.events = EPOLLIN, .data = {.u32 = i}};
    if (epoll_ctl(poll_, EPOLL_CTL_ADD, one.socket.descriptor(), &event) != 0)
      return failed("epoll_ctl");
  }
  return nothing{};
}

outcome<measured> engine::run() {
  server_processes_ = processes_under(load_.server);
  const std::int64_t start = now_ns();
  const bool fill = load_.what == work_choice::fill;
  result_ = {};
  phase_ = phase::warm_up;
  measure_begin_ = start + (fill ? 0 : to_ns(load_.warm_up_seconds));
  measure_end_ =
      fill ? std::numeric_limits<std::int64_t>::max() : measure_begin_ + to_ns(load_.seconds);
  advance(start);
  if (load_.rate > 0) {
    plan_.emplace(start, load_.rate);
    ready_.clear();
    for (std::uint32_t slot = 0; slot < load_.in_flight; ++slot) {
      for (std::uint32_t i = 0; i < lanes_.size(); ++i) ready_.push_back(i);
    }
  } else {
    start_closed_loop(start);
  }
  for (;;) {
    const std::int64_t now = now_ns();
    advance(now);
    if (plan_) start_due_calls(now);
    auto flushed = flush_dirty();
    if (!flushed) return flushed.failure();
    const bool done = phase_ == phase::draining || fill;
    if (done && open_calls_ == 0 && !more_to_do()) break;
    if (phase_ == phase::draining && now >= give_up_) {
      result_.unanswered = open_calls_;
      // What was due and never went out is not forgotten either: it goes on record with the wait so
      // far.
      while (plan_ && plan_->next_due() < measure_end_) {
        ++result_.unanswered;
        result_.latency.record(now - plan_->take());
      }
      break;
    }
    auto waited = wait(now);
    if (!waited) return waited.failure();
  }
  if (phase_ != phase::draining) end_measuring(now_ns());
  plan_.reset();
  return std::move(result_);
}

// Moves from phase to phase as time passes.
void engine::advance(std::int64_t now) {
  if (phase_ == phase::warm_up && now >= measure_begin_) begin_measuring(now);
  if (phase_ == phase::measuring && now >= measure_end_) end_measuring(measure_end_);
}

void engine::begin_measuring(std::int64_t now) {
  phase_ = phase::measuring;
  server_before_ = usage_of(server_processes_);
  client_cpu_before_ = own_cpu_seconds();
  machine_before_ = usage_of_machine();
  // Looking took a moment in which no call was served; it is not part of the measured time.
  const std::int64_t looking = now_ns() - now;
  measure_begin_ = now + looking;
  if (load_.what != work_choice::fill) measure_end_ = measure_begin_ + to_ns(load_.seconds);
}

void engine::end_measuring(std::int64_t now) {
  phase_ = phase::draining;
  give_up_ = now + drain_limit;
  result_.seconds = static_cast<double>(now - measure_begin_) / 1e9;
  const usage server = usage_of(server_processes_);
  const machine_usage machine = usage_of_machine();
  result_.client_cpu_seconds = own_cpu_seconds() - client_cpu_before_;
  result_.server_cpu_seconds = server.cpu_seconds - server_before_.cpu_seconds;
  result_.server_resident_bytes = server.resident_bytes;
  result_.server_written_bytes = server.written_bytes - server_before_.written_bytes;
  result_.machine_flushes = machine.flushes - machine_before_.flushes;
  result_.foreign_cpu_seconds =
      load_.server == 0
          ? -1
          : std::max(0.0, machine.busy_seconds - machine_before_.busy_seconds -
                              result_.client_cpu_seconds - result_.server_cpu_seconds);
}

bool engine::more_to_do() const {
  if (load_.what == work_choice::fill) return filled_ < load_.accounts;
  if (plan_) return plan_->next_due() < measure_end_;
  return phase_ != phase::draining;
}

call engine::next_call(std::int64_t intended) {
  work what = work::get;
  switch (load_.what) {
    case work_choice::get:
      break;
    case work_choice::update:
      what = work::update;
      break;
    case work_choice::create:
      what = work::create;
      break;
    case work_choice::fill:
      what = work::fill;
      break;
    case work_choice::script:
      what = work::scripted;
      break;
    case work_choice::credit:
      what = work::credit;
      break;
    case work_choice::mix: {
      const std::uint64_t turn = turn_++ % 100;
      what = turn == 0 ? work::create : turn % 11 == 10 ? work::update : work::get;
      break;
    }
  }
  const std::uint64_t item = what == work::credit   ? turn_++
                             : what == work::create ? created_++
                             : what == work::fill   ? filled_++
                                                    : keys_.next();
  return {.what = what, .item = item, .intended = intended, .open = true};
}

void engine::start_call(std::uint32_t at, std::int64_t intended) {
  lane& one = lanes_[at];
  const std::uint32_t slot = one.free.back();
  one.free.pop_back();
  one.order.push_back(slot);
  one.calls[slot] = next_call(intended);
  peer_.ask(one.to_send, slot, one.calls[slot]);
  ++open_calls_;
  if (!one.queued) dirty_.push_back(at);
  one.queued = true;
}

void engine::start_closed_loop(std::int64_t now) {
  for (std::uint32_t i = 0; i < lanes_.size(); ++i) {
    while (!lanes_[i].free.empty() && more_to_do()) start_call(i, now);
  }
}

void engine::start_due_calls(std::int64_t now) {
  while (!ready_.empty() && plan_->due(now) && more_to_do()) {
    const std::uint32_t at = ready_.front();
    ready_.pop_front();
    start_call(at, plan_->take());
  }
}

outcome<nothing> engine::wait(std::int64_t now) {
  // The next thing that happens without the server: a change of phase, or a call that is due and
  // has a slot.
  std::int64_t until = phase_ == phase::warm_up     ? measure_begin_
                       : phase_ == phase::measuring ? measure_end_
                                                    : give_up_;
  if (plan_ && !ready_.empty() && more_to_do()) until = std::min(until, plan_->next_due());
  const std::int64_t left = std::clamp<std::int64_t>(until - now, 0, drain_limit);
  const timespec timeout{.tv_sec = left / second, .tv_nsec = left % second};
  std::array<epoll_event, 128> events;
  const int count = epoll_pwait2(poll_, events.data(), events.size(), &timeout, nullptr);
  if (count < 0 && errno != EINTR) return failed("epoll_pwait2");
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    const std::uint32_t at = event.data.u32;
    if ((event.events & EPOLLOUT) != 0) {
      auto sent = send_pending(at);
      if (!sent) return sent;
    }
    if ((event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) {
      auto received = receive(at);
      if (!received) return received;
    }
  }
  return nothing{};
}

outcome<nothing> engine::receive(std::uint32_t at) {
  lane& one = lanes_[at];
  const ssize_t got = recv(one.socket.descriptor(), chunk_.data(), chunk_.size(), 0);
  if (got == 0) return refusal(errc::internal, "the server closed a connection");
  if (got < 0) {
    if (errno == EAGAIN || errno == EINTR) return nothing{};
    return failed("receive");
  }
  one.received.append(chunk_.data(), static_cast<std::size_t>(got));
  const std::int64_t now = now_ns();
  auto taken = take_answers(at, now);
  if (!taken) return taken;
  if (!plan_) {
    // In the closed loop the slots that came free are used at once.
    advance(now);
    while (!one.free.empty() && more_to_do()) start_call(at, now);
  }
  return nothing{};
}

outcome<nothing> engine::take_answers(std::uint32_t at, std::int64_t now) {
  lane& one = lanes_[at];
  while (one.consumed < one.received.size()) {
    const std::string_view rest = std::string_view(one.received).substr(one.consumed);
    if (one.order.empty())
      return refusal(errc::internal, "an answer to nothing: " + printable(rest));
    const answer found = peer_.recognise(rest, one.order.front(), one.calls);
    if (found.what == verdict::incomplete) break;
    if (found.what == verdict::broken) {
      return refusal(errc::internal, "not an answer: " + printable(rest));
    }
    finish_call(one, found, rest.substr(0, found.bytes), now);
    one.consumed += found.bytes;
    if (plan_) ready_.push_back(at);
  }
  one.received.erase(0, one.consumed);
  one.consumed = 0;
  return nothing{};
}

void engine::finish_call(lane& of, const answer& found, std::string_view bytes, std::int64_t now) {
  call& done = of.calls[found.slot];
  done.open = false;
  of.free.push_back(found.slot);
  if (of.order.front() == found.slot) {
    of.order.pop_front();
  } else {
    of.order.erase(std::find(of.order.begin(), of.order.end(), found.slot));
  }
  --open_calls_;
  if (found.what == verdict::failed) {
    if (result_.failed++ == 0) result_.first_failure = printable(bytes);
    return;
  }
  // Closed loop: what was answered in the measured time. Open loop: what was due in it, however
  // late the answer.
  const std::int64_t counts_at = plan_ ? done.intended : now;
  if (counts_at < measure_begin_ || counts_at >= measure_end_) return;
  ++result_.good;
  result_.answer_bytes += bytes.size();
  result_.latency.record(now - done.intended);
}

outcome<nothing> engine::flush_dirty() {
  for (const std::uint32_t at : dirty_) {
    lanes_[at].queued = false;
    auto sent = send_pending(at);
    if (!sent) return sent;
  }
  dirty_.clear();
  return nothing{};
}

outcome<nothing> engine::send_pending(std::uint32_t at) {
  lane& one = lanes_[at];
  while (one.sent < one.to_send.size()) {
    const std::string_view rest = one.to_send.view().substr(one.sent);
    const ssize_t sent = send(one.socket.descriptor(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno != EAGAIN) return failed("send");
    if (sent < 0) break;
    one.sent += static_cast<std::size_t>(sent);
  }
  const bool all_sent = one.sent == one.to_send.size();
  if (all_sent) {
    one.to_send.clear();
    one.sent = 0;
  }
  if (one.awaits_room == !all_sent) return nothing{};
  one.awaits_room = !all_sent;
  epoll_event event{.events = EPOLLIN | (one.awaits_room ? EPOLLOUT : 0U), .data = {.u32 = at}};
  if (epoll_ctl(poll_, EPOLL_CTL_MOD, one.socket.descriptor(), &event) != 0)
    return failed("epoll_ctl");
  return nothing{};
}

}  // namespace atrium::bench
