#include "tools/client/client.hpp"

#include <utility>

#include "config/version.hpp"
#include "protocol/wire/cursor.hpp"
#include "protocol/wire/envelope.hpp"
#include "protocol/wire/packer.hpp"
#include "tools/client/answer_error.hpp"

namespace atrium {

namespace {

constexpr std::string_view no_parameters("\x80", 1);

// The daemon is trusted to answer in measure; these only keep nonsense from being taken for a
// length.
constexpr wire::limits answer_limits{.message_bytes = 256U << 20U,
                                     .depth = wire::max_depth,
                                     .items = 64U << 20U,
                                     .string_bytes = 256U << 20U};

std::chrono::steady_clock::time_point after(std::chrono::milliseconds patience) {
  return std::chrono::steady_clock::now() + patience;
}

error nonsense() {
  return refusal(errc::internal, "what answers there does not speak Atrium's protocol");
}

}  // namespace

client::client(stream through, std::string program, const client_timeouts& timeouts)
    : through_(std::move(through)),
      program_(std::move(program)),
      timeouts_(timeouts),
      scanner_(answer_limits) {}

outcome<client> client::connect(const endpoint& where, std::string program,
                                const client_timeouts& timeouts) {
  auto through = stream::connect(where, after(timeouts.connect));
  if (!through) return std::move(through).failure();
  return client(std::move(*through), std::move(program), timeouts);
}

outcome<std::string> client::hello(const access_key* key) {
  wire::buffer named;
  wire::packer pack(named);
  pack.pack_map(key != nullptr ? 4 : 3);
  wire::pack_key<"protocol">(pack);
  wire::pack_integer(pack, 1);
  wire::pack_key<"client">(pack);
  pack.pack_map(2);
  wire::pack_key<"name">(pack);
  wire::pack_text(pack, program_);
  wire::pack_key<"version">(pack);
  wire::pack_text(pack, config::version());
  wire::pack_key<"errors">(pack);
  wire::pack_text(pack, "map");
  if (key != nullptr) {
    wire::pack_key<"auth">(pack);
    pack.pack_map(1);
    wire::pack_text(pack, key->of_operator ? "operator_key" : "api_key");
    wire::pack_text(pack, key->text.reveal());
  }
  return call("session.hello", named.view());
}

std::uint32_t client::send(std::string_view method, std::string_view named,
                           std::string_view options) {
  const std::uint32_t msgid = next_msgid_++;
  wire::buffer message;
  wire::packer pack(message);
  pack.pack_array(4);
  wire::pack_integer(pack, 0);
  wire::pack_integer(pack, msgid);
  wire::pack_text(pack, method);
  pack.pack_array(options.empty() ? 1 : 2);
  wire::pack_encoded(pack, named.empty() ? no_parameters : named);
  if (!options.empty()) wire::pack_encoded(pack, options);
  unsent_ += message.view();
  calls_.emplace(msgid, std::nullopt);
  return msgid;
}

outcome<std::string> client::receive(std::uint32_t msgid) {
  const auto call = calls_.find(msgid);
  if (call == calls_.end()) return refusal(errc::bad_request, "no call has this number");
  const auto until = after(timeouts_.answer);
  if (auto sent = flush(until); !sent) return std::move(sent).failure();
  while (!call->second)
    if (auto read = read_message(until); !read) return lose(std::move(read).failure());
  outcome<std::string> answer = std::move(*call->second);
  calls_.erase(call);
  return answer;
}

outcome<std::string> client::call(std::string_view method, std::string_view named,
                                  std::string_view options) {
  return receive(send(method, named, options));
}

outcome<client::notification> client::next_notification(std::chrono::milliseconds patience) {
  const auto until = after(patience);
  if (auto sent = flush(until); !sent) return std::move(sent).failure();
  while (notifications_.empty()) {
    if (auto read = read_message(until); !read) {
      if (read.failure().code == errc::deadline_exceeded) return std::move(read).failure();
      return lose(std::move(read).failure());
    }
  }
  notification first = std::move(notifications_.front());
  notifications_.erase(notifications_.begin());
  return first;
}

error client::lose(error why) {
  connected_ = false;
  return why;
}

outcome<nothing> client::flush(stream::time_point until) {
  if (!connected_) return refusal(errc::internal, "not connected any more");
  if (unsent_.empty()) return nothing{};
  if (auto sent = through_.write(unsent_, until); !sent) return lose(std::move(sent).failure());
  unsent_.clear();
  return nothing{};
}

outcome<nothing> client::read_message(stream::time_point until) {
  for (;;) {
    const auto found = scanner_.scan(unread_);
    if (found.is == wire::scanner::state::violated) return nonsense();
    if (found.is == wire::scanner::state::complete) {
      auto taken = take_message(std::string_view(unread_).substr(0, found.length));
      unread_.erase(0, found.length);
      return taken;
    }
    if (auto read = through_.read(unread_, until); !read) return std::move(read).failure();
  }
}

outcome<nothing> client::take_message(std::string_view message) {
  wire::cursor at(message);
  std::uint32_t count = 0;
  std::int64_t type = 0;
  std::uint64_t msgid = 0;
  std::string_view failed, result, method;
  if (!at.read_array(count) || !at.read_integer(type)) return nonsense();
  if (type == 2 && count == 3 && at.read_text(method) && at.read_raw(result)) {
    notifications_.push_back({std::string(method), std::string(result)});
    return nothing{};
  }
  if (type != 1 || count != 4 || !at.read_unsigned(msgid) || !at.read_raw(failed) ||
      !at.read_raw(result))
    return nonsense();
  const auto call = calls_.find(static_cast<std::uint32_t>(msgid));
  if (call == calls_.end() || call->second) return nonsense();
  if (wire::cursor(failed).read_nil()) {
    call->second = std::string(result);
  } else {
    call->second = outcome<std::string>(decode_error(failed));
  }
  return nothing{};
}

}  // namespace atrium
