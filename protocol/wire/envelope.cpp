#include "protocol/wire/envelope.hpp"

#include <limits>
#include <string>

#include "protocol/wire/cursor.hpp"
#include "protocol/wire/packer.hpp"
#include "protocol/wire/utf8.hpp"

namespace atrium::wire {

namespace {

rejected_message reject(std::optional<std::uint32_t> msgid, std::string_view element,
                        std::string_view wanted, kind found) {
  std::string message(element);
  message.append(" must be ").append(wanted).append(", not ").append(name_of(found)).append(".");
  return {msgid, refusal(errc::bad_request, std::move(message)), false};
}

rejected_message reject(std::optional<std::uint32_t> msgid, std::string_view message) {
  return {msgid, refusal(errc::bad_request, std::string(message)), false};
}

// The next value if it is a map. In Lua and PHP an empty map and an empty array are one value, and
// their libraries send the array: it is taken for {}.
bool read_raw_map(cursor& at, std::string_view& raw) {
  if (at.peek() == kind::map) return at.read_raw(raw);
  if (at.read_nil()) return raw = {}, true;
  cursor ahead = at;
  std::uint32_t count = 0;
  if (!ahead.read_array(count) || count != 0) return false;
  at = ahead;
  raw = {};
  return true;
}

// Reads method and params into `call`.
std::optional<rejected_message> parse_call(cursor& at, std::optional<std::uint32_t> msgid,
                                           envelope& call) {
  if (!at.read_text(call.method)) return reject(msgid, "The method", "a string", at.peek());
  if (!is_valid_utf8(call.method)) return reject(msgid, "The method is not valid UTF-8.");
  std::uint32_t count = 0;
  // Some clients send nil where there are no parameters.
  if (!at.read_nil() && !at.read_array(count))
    return reject(msgid, "params", "an array", at.peek());
  if (count > 2)
    return reject(msgid, "params must be [], [parameters] or [parameters, call options], not " +
                             std::to_string(count) + " values.");
  if (count > 0 && !read_raw_map(at, call.named))
    return reject(msgid, "params[0], the parameters by name,", "a map", at.peek());
  if (count > 1 && !read_raw_map(at, call.call))
    return reject(msgid, "params[1], the call options,", "a map", at.peek());
  return std::nullopt;
}

}  // namespace

std::variant<envelope, rejected_message> parse_envelope(std::string_view message) {
  cursor at(message);
  envelope call;
  std::uint32_t elements = 0;
  std::uint64_t type = 0;
  if (!at.read_array(elements)) return reject(std::nullopt, "The message", "an array", at.peek());
  if (!at.read_unsigned(type) || type > 2 || elements != (type == 2 ? 3U : 4U))
    return reject(std::nullopt, "A message is [0, msgid, method, params] or [2, method, params].");
  call.type = static_cast<message_type>(type);

  std::optional<std::uint32_t> msgid;
  if (call.type != message_type::notification) {
    std::uint64_t number = 0;
    const kind found = at.peek();
    if (!at.read_unsigned(number) || number > std::numeric_limits<std::uint32_t>::max())
      return found == kind::integer ? reject(msgid, "The msgid must be between 0 and 4294967295.")
                                    : reject(msgid, "The msgid", "an integer", found);
    call.msgid = static_cast<std::uint32_t>(number);
    if (call.type == message_type::response) return call;
    msgid = call.msgid;
  }
  if (auto rejected = parse_call(at, msgid, call)) {
    rejected->of_notification = call.type == message_type::notification;
    return *std::move(rejected);
  }
  return call;
}

void write_result_head(buffer& to, std::uint32_t msgid) {
  packer out(to);
  out.pack_array(4);
  pack_integer(out, 1);
  pack_integer(out, msgid);
  out.pack_nil();
}

void write_notification(buffer& to, std::string_view method, std::string_view params) {
  packer out(to);
  out.pack_array(3);
  pack_integer(out, 2);
  pack_text(out, method);
  pack_encoded(out, params);
}

}  // namespace atrium::wire
