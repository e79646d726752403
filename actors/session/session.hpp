// What one connection says and hears, without its socket: hello, rights, decoding, reads, and
// passing writes on to the actors.
//
// A session belongs to the thread of its connection. It answers reads and refusals at once into
// `out`; the answers to writes reach the `answer_sink` later, in any order. Every request is
// answered exactly once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "actors/answer_sink.hpp"
#include "protocol/wire/buffer.hpp"
#include "protocol/wire/envelope.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

class node;  // actors/node.hpp: everything that sessions share

struct peer {
  std::string address;  // "127.0.0.1:4711", "unix"
  std::string
      source;  // the address alone, for networks and rate limits: "127.0.0.1", "::1", "unix"
};

class session {
 public:
  session(node& shared, answer_sink& sink, std::uint64_t connection, peer from);
  ~session();
  session(session&&) noexcept;

  enum class verdict : std::uint8_t { go_on, close_after_output };

  // Handles one scanned message. `reading` has been renewed since the message arrived.
  verdict handle(std::string_view message, storage::snapshot& reading, wire::buffer& out);

  // Goes on with a call, or a subscription, that waited for the journal (answer_sink::wake).
  void resume(std::uint64_t parked, storage::snapshot& reading, wire::buffer& out);

  // Whether events of a subscription are to be sent; then `push` sends some, not many at once.
  bool wants_to_push() const;
  void push(storage::snapshot& reading, wire::buffer& out);

  // The connection tells that a response from the sink went into its output.
  void delivered();

  // Calls that were taken and are not answered yet; the front stops reading at the cap.
  std::size_t calls_in_flight() const;
  bool said_hello() const;
  bool subscribed() const;
  // The form that the client asked for in its hello.
  wire::error_form errors_as() const;
  const std::string& id() const;

 private:
  struct parts;
  std::unique_ptr<parts> inside_;
};

}  // namespace atrium::actors
