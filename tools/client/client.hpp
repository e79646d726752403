// A blocking client of the daemon: MessagePack-RPC over one connection, any number of calls in
// flight.
//
// For one thread at a time; threads that want to call in parallel have a client each.
//
// What can go wrong, and how it is told: a refusal of the daemon is an `error` with its code, and
// the client goes on. When there is no answer in time, the connection breaks or the other side does
// not speak the protocol, the call fails too and `connected()` is false from then on, since nobody
// could tell late answers from others: whether a write took effect is unknown. Make a new client
// and, for a write with an idempotency key, call again.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/wire/scanner.hpp"
#include "tools/client/key_file.hpp"
#include "tools/client/stream.hpp"

namespace atrium {

struct client_timeouts {
  std::chrono::milliseconds connect{10'000};  // TCP and TLS
  std::chrono::milliseconds answer{60'000};   // of one call, from the time it is waited for
};

class client {
 public:
  // `program` is told to the daemon as the client's name.
  static outcome<client> connect(const endpoint& where, std::string program,
                                 const client_timeouts& timeouts = {});

  // Says who calls, errors wanted as maps; null: nobody in particular. Answers the hello's result.
  outcome<std::string> hello(const access_key* key);

  // `named` and `options` are encoded maps; empty means {}. Answers the encoded result.
  outcome<std::string> call(std::string_view method, std::string_view named = {},
                            std::string_view options = {});

  // Several at once: `send` puts the calls into a batch, which goes out when the first answer is
  // waited for. Answers may be fetched in any order, each once.
  std::uint32_t send(std::string_view method, std::string_view named = {},
                     std::string_view options = {});
  outcome<std::string> receive(std::uint32_t msgid);

  struct notification {
    std::string method;
    std::string params;  // the encoded array
  };
  // Those that came while answers were waited for, in their order; each is given once.
  std::vector<notification> take_notifications() { return std::exchange(notifications_, {}); }
  // Waits for the next notification, or deadline_exceeded, which does no harm.
  outcome<notification> next_notification(std::chrono::milliseconds patience);

  bool connected() const { return connected_; }
  void wait_at_most(std::chrono::milliseconds answer) { timeouts_.answer = answer; }

 private:
  client(stream through, std::string program, const client_timeouts& timeouts);
  error lose(error why);
  outcome<nothing> flush(stream::time_point until);
  outcome<nothing> read_message(stream::time_point until);
  outcome<nothing> take_message(std::string_view message);

  stream through_;
  std::string program_;
  client_timeouts timeouts_;
  bool connected_ = true;
  std::uint32_t next_msgid_ = 1;
  std::string unsent_;
  std::string unread_;
  wire::scanner scanner_;
  std::map<std::uint32_t, std::optional<outcome<std::string>>> calls_;  // nullopt: no answer yet
  std::vector<notification> notifications_;
};

}  // namespace atrium
