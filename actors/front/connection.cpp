#include "actors/front/connection.hpp"

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <asio/buffer.hpp>
#include <asio/error.hpp>
#include <utility>
#include <variant>

#include "actors/front/io_thread.hpp"
#include "config/log.hpp"
#include "protocol/wire/envelope.hpp"
#include "protocol/wire/first_byte.hpp"
#include "storage/steady_clock.hpp"

namespace atrium::actors {
namespace {

// The reads of a client that says little, and of one that says much.
constexpr std::size_t least_read_bytes = std::size_t{2} * 1'024;
constexpr std::size_t most_read_bytes = std::size_t{64} * 1'024;

// For a closing client to see its last answer: closed with bytes unread, a socket drops them.
constexpr std::int64_t linger_ms = 2'000;

// Buffers of a connection that has been quiet for this long are given back.
constexpr std::int64_t shed_after_ms = 2'000;
constexpr std::size_t shed_from_bytes = std::size_t{4} * 1'024;

constexpr std::string_view not_http =
    "HTTP/1.1 400 Bad Request\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Length: 95\r\n"
    "Connection: close\r\n"
    "\r\n"
    "This port speaks MessagePack-RPC, not HTTP. The first call is session.hello; see "
    "rpc.discover.\n";

}  // namespace

connection::connection(io_thread& home, std::uint64_t id, stream_socket socket, peer from,
                       bool local)
    : home_(home),
      id_(id),
      socket_(std::move(socket)),
      from_(std::move(from)),
      local_(local),
      read_bytes_(least_read_bytes),
      scanner_(home.state().allowed.message),
      opened_ms_(storage::coarse_now_ms()),
      moved_ms_(opened_ms_) {}

connection::~connection() { close(); }

void connection::go_on() {
  if (stage_ == stage::greeting) greet();
  if (stage_ == stage::open) handle_messages();
  flush();
  if (stage_ == stage::open) push_events();
  if ((stage_ == stage::greeting || stage_ == stage::open) && !must_wait()) {
    if (came_to_end_) {
      stage_ = stage::ending;
    } else {
      read();
    }
  }
  if (stage_ == stage::ending && settled()) finish();
}

void connection::read() {
  if (reading_) return;
  input_buffer& into = tls_ ? tls_->received : received_;
  // What a long message needed is not kept for short ones.
  if (into.empty() && into.capacity() > 2 * most_read_bytes) into.shed();
  const auto room = into.room(read_bytes_);
  reading_ = true;
  socket_.async_read_some(asio::buffer(room.data(), room.size()),
                          [this](std::error_code failed, std::size_t size) {
                            reading_ = false;
                            if (!closed()) on_read(failed, size);
                            home_.done_with(*this);
                          });
}

void connection::on_read(std::error_code failed, std::size_t size) {
  if (failed == asio::error::operation_aborted) {  // by shed_memory
    read_bytes_ = least_read_bytes;
    if (received_.empty()) received_.shed();
    if (tls_) tls_->received.shed();
    return go_on();
  }
  if (failed && failed != asio::error::eof) return close();
  if (failed) {
    came_to_end_ = true;
    if (stage_ == stage::lingering) return close();
    return go_on();
  }
  home_.count().bytes_in.add(size);
  moved_ms_ = storage::coarse_now_ms();
  if (stage_ == stage::lingering) return read();
  if (stage_ == stage::ending) return;
  (tls_ ? tls_->received : received_).filled(size);
  if (size == read_bytes_) read_bytes_ = std::min(4 * read_bytes_, most_read_bytes);
  if (tls_) decrypt();
  go_on();
}

void connection::decrypt() {
  switch (tls_->decrypt(received_)) {
    case tls_stream::state::open:
      break;
    case tls_stream::state::ended:
      came_to_end_ = true;
      break;
    case tls_stream::state::broken:
      log::debug("tls failed", {{"peer", from_.address}});
      stage_ = stage::ending;
      break;
  }
}

void connection::greet() {
  if (received_.empty()) return;
  switch (wire::classify(received_.view().front())) {
    case wire::first_byte::rpc:
      session_.emplace(home_.state().shared, home_, id_, from_);
      stage_ = stage::open;
      return;
    case wire::first_byte::tls: {
      const tls_identity identity = home_.state().identity.get();
      if (tls_ || !identity) return close();
      tls_ = std::make_unique<tls_stream>(identity);
      std::swap(tls_->received, received_);
      decrypt();
      if (stage_ == stage::greeting) greet();  // its first byte inside, if that has come already
      return;
    }
    case wire::first_byte::http:
      answers_.append(not_http);
      stage_ = stage::ending;
      return;
    case wire::first_byte::other:
      return close();
  }
}

void connection::handle_messages() {
  storage::snapshot* reading = nullptr;
  std::uint64_t handled = 0;
  while (stage_ == stage::open) {
    if (must_wait()) {
      flush();
      if (closed()) break;
      if (must_wait()) {
        message_began_ms_ = 0;  // the wait is ours
        break;
      }
    }
    const auto found = scanner_.scan(received_.view());
    if (found.is == wire::scanner::state::need_more) {
      if (received_.empty()) {
        message_began_ms_ = 0;
      } else if (message_began_ms_ == 0 || handled != 0) {
        message_began_ms_ = storage::coarse_now_ms();
      }
      break;
    }
    if (found.is == wire::scanner::state::violated) {
      on_violation(found);
      break;
    }
    const std::string_view message = received_.view().substr(0, found.length);
    if (!tls_ && !local_ && !home_.state().allowed.plaintext_beyond_loopback) {
      refuse(message, refusal(errc::forbidden, "This port is served with TLS only."));
      stage_ = stage::ending;
      break;
    }
    if (reading == nullptr) {
      auto renewed = home_.renewed();
      if (renewed) reading = *renewed;
    }
    if (reading == nullptr) {
      refuse(message, refusal(errc::internal, "The store cannot be read."));
    } else if (session_->handle(message, *reading, answers_) ==
               session::verdict::close_after_output) {
      stage_ = stage::ending;
    }
    received_.consume(found.length);
    ++handled;
  }
  if (handled != 0) home_.count().messages.add(handled);
}

// Some events, and the next ones in a turn of their own, so that others are served in between.
// While the client does not take what there is, none: the end of the write comes back here.
void connection::push_events() {
  if (turn_asked_ || !session_->wants_to_push() ||
      unread_bytes() >= home_.state().allowed.unread_reply_bytes_max)
    return;
  auto reading = home_.renewed();
  if (!reading) return close();
  session_->push(**reading, answers_);
  if (session_->wants_to_push()) {
    turn_asked_ = true;
    home_.wake(id_, its_turn);
  }
  flush();
}

bool connection::must_wait() const {
  const bounds& allowed = home_.state().allowed;
  return unread_bytes() >= allowed.unread_reply_bytes_max ||
         (session_ && session_->calls_in_flight() >= allowed.in_flight_max);
}

std::size_t connection::unread_bytes() const {
  return answers_.size() + sending_.size() - sent_ + (tls_ ? tls_->to_send.size() : 0);
}

void connection::refuse(std::string_view message, const error& why) {
  const auto call = wire::parse_envelope(message);
  if (const auto* good = std::get_if<wire::envelope>(&call)) {
    if (good->type == wire::message_type::request)
      wire::write_error(answers_, good->msgid, why, session_->errors_as());
  } else if (const auto& bad = std::get<wire::rejected_message>(call); bad.msgid) {
    wire::write_error(answers_, *bad.msgid, why, session_->errors_as());
  }
}

void connection::on_violation(const wire::scanner::verdict& found) {
  const error why = wire::refusal_of(found.what, home_.state().allowed.message);
  log::debug("message refused", {{"peer", from_.address}, {"why", why.message}});
  // Without a msgid nobody can match the answer; 0 at least shows the reason on the wire.
  wire::write_error(answers_, found.msgid.value_or(0), why, session_->errors_as());
  stage_ = stage::ending;
}

void connection::take_answer(std::string_view response) {
  answers_.append(response);
  session_->delivered();
}

void connection::resume(std::uint64_t parked) {
  if (parked == its_turn) {
    turn_asked_ = false;
    return;
  }
  auto reading = home_.renewed();
  // A store that cannot be read does not become readable again: the client is told by the end.
  if (!reading) return close();
  session_->resume(parked, **reading, answers_);
}

void connection::flush() {
  if (writing_ || closed()) return;
  if (tls_) {
    if (!answers_.empty() && !tls_->encrypt(answers_.view())) return close();
    answers_.clear();
    std::swap(sending_, tls_->to_send);
  } else {
    std::swap(sending_, answers_.bytes());
  }
  if (sending_.empty()) return;
  std::error_code failed;
  const std::size_t size = socket_.write_some(asio::buffer(sending_), failed);
  if (failed && failed != asio::error::would_block) return close();
  sent_ = size;
  if (size != 0) {
    home_.count().bytes_out.add(size);
    moved_ms_ = storage::coarse_now_ms();
  }
  if (sent_ < sending_.size()) return write_rest();
  sending_.clear();
  sent_ = 0;
}

void connection::write_rest() {
  writing_ = true;
  socket_.async_write_some(asio::buffer(sending_.data() + sent_, sending_.size() - sent_),
                           [this](std::error_code failed, std::size_t size) {
                             writing_ = false;
                             if (!closed()) on_written(failed, size);
                             home_.done_with(*this);
                           });
}

void connection::on_written(std::error_code failed, std::size_t size) {
  if (failed) return close();
  home_.count().bytes_out.add(size);
  moved_ms_ = storage::coarse_now_ms();
  sent_ += size;
  if (sent_ < sending_.size()) return write_rest();
  sending_.clear();
  sent_ = 0;
  go_on();
}

bool connection::settled() const {
  return unread_bytes() == 0 && !writing_ && (!session_ || session_->calls_in_flight() == 0);
}

void connection::finish() {
  if (tls_ && !goodbye_said_) {
    goodbye_said_ = true;
    tls_->end();
    flush();
    if (closed() || writing_) return;  // on_written comes back here
  }
  if (came_to_end_ || nothing_under_way()) return close();
  std::error_code ignored;
  socket_.shutdown(stream_socket::shutdown_send, ignored);
  stage_ = stage::lingering;
  lingers_until_ms_ = storage::coarse_now_ms() + linger_ms;
  received_.clear();
  if (tls_) tls_->received.clear();
  read();
}

// Neither has the client sent what was not read, nor has the kernel what the client has not taken.
bool connection::nothing_under_way() {
  char byte = 0;
  if (::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0) return false;
  int unsent = 0;
  return ::ioctl(socket_.native_handle(), SIOCOUTQ, &unsent) == 0 && unsent == 0;
}

void connection::drain() {
  if (stage_ == stage::greeting) return close();
  if (stage_ == stage::open) stage_ = stage::ending;
  go_on();
}

void connection::close() {
  if (closed()) return;
  stage_ = stage::closed;
  std::error_code ignored;
  socket_.close(ignored);
  session_.reset();
  home_.state().one_closed();
}

void connection::sweep(std::int64_t now_ms) {
  const bounds& allowed = home_.state().allowed;
  const auto over = [now_ms](std::int64_t since_ms, std::chrono::milliseconds allowed_time) {
    return now_ms - since_ms > allowed_time.count();
  };
  const bool unread = unread_bytes() != 0;
  bool late = false;
  switch (stage_) {
    case stage::greeting:
    case stage::open:
      late =
          (!(session_ && session_->said_hello()) && over(opened_ms_, allowed.hello_timeout)) ||
          (message_began_ms_ != 0 && over(message_began_ms_, allowed.message_timeout)) ||
          // A client that waits for its answer, or for a change, is not idle; one that does not
          // take it is.
          (over(moved_ms_, allowed.idle_timeout) &&
           (unread || !session_ || (session_->calls_in_flight() == 0 && !session_->subscribed())));
      break;
    case stage::ending:
      late = unread && over(moved_ms_, allowed.message_timeout);
      break;
    case stage::lingering:
      late = now_ms >= lingers_until_ms_ || (home_.state().draining && nothing_under_way());
      break;
    case stage::closed:
      return;
  }
  if (late) {
    log::debug("connection timed out", {{"peer", from_.address}});
    return close();
  }
  if (now_ms - moved_ms_ > shed_after_ms) shed_memory();
}

void connection::shed_memory() {
  if (writing_) return;
  if (answers_.empty() && answers_.bytes().capacity() > shed_from_bytes) answers_ = wire::buffer();
  if (sending_.capacity() > shed_from_bytes) sending_ = std::string();
  const std::size_t kept = received_.capacity() + (tls_ ? tls_->received.capacity() : 0);
  // The read under way writes there: it is begun again with less.
  std::error_code ignored;
  if (reading_ && received_.empty() && kept > shed_from_bytes) socket_.cancel(ignored);
}

}  // namespace atrium::actors
