#include "actors/front/io_thread.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <asio/post.hpp>
#include <utility>

#include "actors/front/node_access.hpp"
#include "config/log.hpp"
#include "storage/steady_clock.hpp"

namespace atrium::actors {
namespace {

// A connection's id: generation, thread, slot. Unique in the process until a slot has been taken
// 2^32 times.
constexpr unsigned slot_bits = 24;
constexpr unsigned thread_bits = 8;
constexpr std::uint64_t slot_mask = (std::uint64_t{1} << slot_bits) - 1;

// A subscriber may be silent for as long as the journal is; TCP finds out whether he is gone.
void ask_whether_it_lives(int descriptor) {
  const int on = 1, quiet_s = 60, again_s = 20, times = 3;
  ::setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &quiet_s, sizeof quiet_s);
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, &again_s, sizeof again_s);
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPCNT, &times, sizeof times);
}

}  // namespace

void front_state::one_opened() {
  open.fetch_add(1, std::memory_order_relaxed);
  connections.fetch_add(1, std::memory_order_relaxed);
}

void front_state::one_closed() {
  connections.fetch_sub(1, std::memory_order_relaxed);
  if (open.fetch_sub(1) != 1 || !draining) return;
  const std::lock_guard guard(lock);
  all_closed.notify_all();
}

io_thread::io_thread(unsigned number, front_state& state)
    : number_(number), state_(state), work_(context_.get_executor()), ticking_(context_) {}

io_thread::~io_thread() { stop(); }

void io_thread::start() {
  reading_.emplace(data_of(state_.shared));
  tick();
  thread_ = std::thread([this] { run(); });
}

void io_thread::run() {
  while (!context_.stopped()) {
    if (context_.poll() != 0) continue;
    reading_->release();
    context_.run_one();
  }
}

std::size_t io_thread::stop() {
  mail_.close();
  context_.stop();
  if (!thread_.joinable()) return 0;
  thread_.join();
  std::size_t owing = 0;
  for (slot& each : slots_) {
    if (!each.taken_by) continue;
    if (!each.taken_by->closed() && !each.taken_by->settled()) ++owing;
    each.taken_by->close();
  }
  reading_.reset();
  return owing;
}

void io_thread::adopt(arrival who) {
  asio::post(context_, [this, who = std::move(who)]() mutable { open(std::move(who)); });
}

void io_thread::open(arrival who) {
  stream_socket socket(context_.get_executor());
  std::error_code failed;
  const int descriptor = who.descriptor.get();
  socket.assign(asio::generic::stream_protocol(who.family, 0), descriptor, failed);
  if (!failed) {
    who.descriptor.release();
    socket.non_blocking(true, failed);
  }
  if (failed || draining_) return state_.one_closed();
  if (who.family != AF_UNIX) {
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ask_whether_it_lives(descriptor);
  }
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t at = free_slots_.back();
  free_slots_.pop_back();
  slot& place = slots_[at];
  const std::uint64_t id = std::uint64_t{++place.generation} << (thread_bits + slot_bits) |
                           std::uint64_t{number_} << slot_bits | at;
  place.taken_by =
      std::make_unique<connection>(*this, id, std::move(socket), std::move(who.from), who.local);
  counted_.accepted.add(1);
  connection& opened = *place.taken_by;
  opened.go_on();
  done_with(opened);
}

connection* io_thread::find(std::uint64_t id) {
  const std::uint64_t at = id & slot_mask;
  if (at >= slots_.size()) return nullptr;
  connection* const there = slots_[at].taken_by.get();
  return there != nullptr && there->id() == id && !there->closed() ? there : nullptr;
}

void io_thread::done_with(connection& which) {
  if (!which.gone()) return;
  const auto at = static_cast<std::uint32_t>(which.id() & slot_mask);
  slots_[at].taken_by.reset();
  free_slots_.push_back(at);
}

outcome<storage::snapshot*> io_thread::renewed() {
  const auto done = reading_->renew();
  if (done) return &*reading_;
  log::error("cannot read the store", {{"why", done.failure().message}});
  return done.failure();
}

void io_thread::deliver(std::uint64_t connection, std::string response) noexcept {
  post_mail({.is = mail::kind::answer, .connection = connection, .response = std::move(response)});
}

void io_thread::deliver_in_step(std::uint64_t connection, std::string response,
                                const answer_steps& steps) noexcept {
  asio::post(context_, [this, connection, response = std::move(response), steps]() mutable {
    const auto timer = std::make_shared<asio::steady_timer>(
        context_, steps.next(std::chrono::steady_clock::now()));
    timer->async_wait([this, timer, connection, response = std::move(response)](
                          std::error_code) mutable { deliver(connection, std::move(response)); });
  });
}

void io_thread::wake(std::uint64_t connection, std::uint64_t parked) noexcept {
  post_mail({.is = mail::kind::wake, .connection = connection, .parked = parked});
}

void io_thread::post_mail(mail item) noexcept {
  if (mail_.put(std::move(item))) asio::post(context_, [this] { take_mail(); });
}

void io_thread::take_mail() {
  mail_.take(taken_);
  for (const mail& each : taken_) {
    connection* const to = find(each.connection);
    if (to == nullptr) continue;
    if (each.is == mail::kind::answer) {
      to->take_answer(each.response);
    } else {
      to->resume(each.parked);
    }
    if (!std::exchange(to->queued, true)) touched_.push_back(to);
  }
  taken_.clear();
  for (connection* each : touched_) {
    each->queued = false;
    each->go_on();
    done_with(*each);
  }
  touched_.clear();
}

void io_thread::drain() {
  asio::post(context_, [this] {
    draining_ = true;
    for (slot& each : slots_) {
      if (!each.taken_by) continue;
      connection& open = *each.taken_by;
      open.drain();
      done_with(open);
    }
  });
}

void io_thread::tick() {
  const std::int64_t now_ms = storage::coarse_now_ms();
  for (slot& each : slots_) {
    if (!each.taken_by) continue;
    connection& open = *each.taken_by;
    open.sweep(now_ms);
    done_with(open);
  }
  ticking_.expires_after(state_.allowed.tick());
  ticking_.async_wait([this](std::error_code failed) {
    if (!failed) tick();
  });
}

}  // namespace atrium::actors
