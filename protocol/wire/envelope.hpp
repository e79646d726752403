// The MessagePack-RPC envelope: taking a scanned message apart, and writing answers.
// Source: https://github.com/msgpack-rpc/msgpack-rpc/blob/master/spec.md; the shapes of params and
// of errors are ours.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "protocol/outcome.hpp"
#include "protocol/wire/buffer.hpp"

namespace atrium::wire {

enum class message_type : std::uint8_t { request = 0, response = 1, notification = 2 };

// The views point into the message.
struct envelope {
  message_type type = message_type::request;
  std::uint32_t msgid = 0;  // of requests and responses
  std::string_view
      method;  // valid UTF-8; empty in a response, of which no more than the msgid is read
  std::string_view named;  // the raw map of parameters; empty means {}
  std::string_view call;   // the raw map of call options; empty means {}
};

// A message that is no call: bad_request, naming the element that is wrong.
struct rejected_message {
  std::optional<std::uint32_t> msgid;  // of a request, when it could be read: whom to answer
  error refused;
  // A notification that is not for us, like the one that pynvim greets everybody with: nobody waits
  // for an answer, and the connection is none the worse for it.
  bool of_notification = false;
};

// `message` is one complete message, as the scanner found it. The insides of the maps are not
// looked at.
std::variant<envelope, rejected_message> parse_envelope(std::string_view message);

// How a connection wants its errors: "code: message", or a map (session.hello's `errors`).
enum class error_form : std::uint8_t { text, map };

// [1, msgid, nil, … — the caller appends one encoded value, the result.
void write_result_head(buffer& to, std::uint32_t msgid);

// [1, msgid, error, nil]. The texts may be of unknown origin: what is written is valid UTF-8 and
// bounded (see max_error_* in the source), whatever they hold.
void write_error(buffer& to, std::uint32_t msgid, const error& refused, error_form form);

// The map that it is in error_form::map, alone.
void write_error_map(buffer& to, const error& refused);

// [2, method, params]; `params` is one encoded array.
void write_notification(buffer& to, std::string_view method, std::string_view params);

}  // namespace atrium::wire
