// One client's connection: its bytes in, its answers out, its clocks.
//
// Invariants
//  1. Only the I/O thread that owns it touches it.
//  2. It reads only while nothing complete is waiting to be handled: unhandled bytes never exceed
//     one message and one read. It handles only while the calls in flight and the unread replies
//     are below their caps.
//  3. At most one read and one write are under way. It is destroyed when it is closed and neither
//     is (`gone`), and not before.
//  4. Every change of anything ends in `go_on`, the one place that decides what is next.
#pragma once

#include <asio/generic/stream_protocol.hpp>
#include <asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "actors/front/input_buffer.hpp"
#include "actors/front/tls.hpp"
#include "actors/session/session.hpp"
#include "protocol/wire/buffer.hpp"
#include "protocol/wire/scanner.hpp"

namespace atrium::actors {

class io_thread;

using stream_socket =
    asio::basic_stream_socket<asio::generic::stream_protocol, asio::io_context::executor_type>;

class connection {
 public:
  // `local`: the peer is on this machine, so it needs no TLS.
  connection(io_thread& home, std::uint64_t id, stream_socket socket, peer from, bool local);
  ~connection();

  std::uint64_t id() const { return id_; }

  // What may be needed next: read, handle, write, end. Closed and at rest afterwards: `gone`.
  void go_on();

  // Into the output; go_on sends it.
  void take_answer(std::string_view response);
  // `parked` may be `its_turn`, which nobody parks.
  static constexpr std::uint64_t its_turn = 0;
  void resume(std::uint64_t parked);

  // Closes what has outlived its time.
  void sweep(std::int64_t now_ms);

  // Takes no more calls; ends when what was taken is answered and sent.
  void drain();

  void close();

  bool closed() const { return stage_ == stage::closed; }
  bool gone() const { return closed() && !reading_ && !writing_; }
  // Whether it owes the client anything.
  bool settled() const;

  bool queued = false;  // for io_thread: noted as touched by the mail of this turn

 private:
  enum class stage : std::uint8_t {
    greeting,   // its first byte has not come, or its TLS handshake is not over
    open,       // calls and answers
    ending,     // no more calls; what was taken is being answered
    lingering,  // everything is sent; waits for the client to see it
    closed
  };

  void read();
  void on_read(std::error_code failed, std::size_t size);
  void decrypt();
  void greet();
  void handle_messages();
  void push_events();
  bool must_wait() const;
  std::size_t unread_bytes() const;
  // Answers a message that is not given to the session, if it is a request.
  void refuse(std::string_view message, const error& why);
  void on_violation(const wire::scanner::verdict& found);
  void flush();
  void write_rest();
  void on_written(std::error_code failed, std::size_t size);
  void finish();
  bool nothing_under_way();
  void shed_memory();

  io_thread& home_;
  const std::uint64_t id_;
  stream_socket socket_;
  peer from_;
  const bool local_;
  std::optional<session> session_;   // from its first byte of RPC until it is closed
  std::unique_ptr<tls_stream> tls_;  // null: plaintext

  stage stage_ = stage::greeting;
  bool reading_ = false;
  bool writing_ = false;
  bool came_to_end_ = false;  // the client says no more
  bool goodbye_said_ = false;
  bool turn_asked_ = false;  // for further events

  input_buffer received_;
  std::size_t read_bytes_;  // of the next read; follows what the client sends
  wire::scanner scanner_;

  wire::buffer answers_;  // not given to a write yet
  std::string sending_;   // given to a write; encrypted if tls_
  std::size_t sent_ = 0;  // of sending_

  // Milliseconds of storage::coarse_now_ms; 0: not running.
  const std::int64_t opened_ms_;
  std::int64_t moved_ms_;  // the last byte in or out
  std::int64_t message_began_ms_ = 0;
  std::int64_t lingers_until_ms_ = 0;
};

}  // namespace atrium::actors
