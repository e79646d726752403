#include "tools/bench/peers/redis.hpp"

#include <charconv>
#include <initializer_list>

namespace atrium::bench {
namespace {

constexpr std::size_t broken = std::string_view::npos;

void append_command(wire::buffer& out, std::initializer_list<std::string_view> words) {
  std::string& bytes = out.bytes();
  bytes.append("*").append(std::to_string(words.size())).append("\r\n");
  for (const std::string_view word : words) {
    bytes.append("$").append(std::to_string(word.size())).append("\r\n");
    bytes.append(word).append("\r\n");
  }
}

// A stored record: "$600\r\n", the body, "\r\n".
bool is_body(std::string_view value, std::string_view id) {
  constexpr std::string_view head = "$600\r\n";
  static_assert(body_size == 600);
  return value.starts_with(head) && value.size() == head.size() + body_size + 2 &&
         value.substr(head.size()).starts_with(id);
}

}  // namespace

std::size_t resp_value_size(std::string_view received) {
  const std::size_t line_end = received.find("\r\n");
  if (line_end == std::string_view::npos) return 0;
  const std::size_t line = line_end + 2;
  const char kind = received[0];
  if (kind == '+' || kind == '-' || kind == ':') return line;
  if (kind != '$' && kind != '*') return broken;
  long long count = 0;
  const char* end = received.data() + line_end;
  const auto [stop, failure] = std::from_chars(received.data() + 1, end, count);
  if (failure != std::errc{} || stop != end) return broken;
  if (count < 0) return line;  // nil
  if (kind == '$') {
    const std::size_t size = line + static_cast<std::size_t>(count) + 2;
    return received.size() >= size ? size : 0;
  }
  std::size_t size = line;
  for (; count > 0; --count) {
    const std::size_t element = resp_value_size(received.substr(size));
    if (element == 0 || element == broken) return element;
    size += element;
  }
  return size;
}

outcome<nothing> redis_peer::prepare(const endpoint& where) {
  auto made = connect_to(where);
  if (!made) return made.failure();
  wire::buffer request;
  append_command(request, {"INFO", "server"});
  auto sent = made->send_all(request.view());
  if (!sent) return sent;
  std::string received;
  while (resp_value_size(received) == 0) {
    auto got = made->receive_some(received);
    if (!got) return got;
  }
  constexpr std::string_view label = "redis_version:";
  const std::size_t at = received.find(label);
  if (at == std::string::npos) return refusal(errc::bad_request, "this is not Redis");
  version_ = received.substr(at + label.size(), received.find('\r', at) - at - label.size());
  return nothing{};
}

void redis_peer::ask(wire::buffer& out, std::uint32_t, const call& what) {
  const std::string id = records_.id(what.what, what.item);
  if (what.what == work::get) return append_command(out, {"GET", id});
  const std::string body = records_.body(what.what, what.item, ++revision_);
  if (what.what == work::fill) return append_command(out, {"SET", id, body});
  append_command(out, {"MULTI"});
  append_command(out, {"SET", id, body});
  append_command(out,
                 {"XADD", "journal", "*", id, records_.change(what.what, what.item, revision_)});
  append_command(out, {"EXEC"});
}

answer redis_peer::recognise(std::string_view received, std::uint32_t oldest,
                             std::span<const call> calls) const {
  const call& asked = calls[oldest];
  // MULTI, SET and XADD are acknowledged one by one before EXEC answers.
  const int values = asked.what == work::update ? 4 : 1;
  bool failed = false;
  std::size_t at = 0;
  std::string_view last;
  for (int i = 0; i < values; ++i) {
    const std::size_t size = resp_value_size(received.substr(at));
    if (size == 0) return {};
    if (size == broken) return {.what = verdict::broken};
    last = received.substr(at, size);
    failed = failed || last.front() == '-';
    at += size;
  }
  bool good = false;
  switch (asked.what) {
    case work::get:
      good = is_body(last, records_.id(work::get, asked.item));
      break;
    case work::update:
      good = last.starts_with("*2\r\n+OK\r\n$");
      break;
    case work::fill:
      good = last == "+OK\r\n";
      break;
    case work::create:
    case work::scripted:
    case work::credit:
      break;
  }
  return {.what = good && !failed ? verdict::good : verdict::failed, .bytes = at, .slot = oldest};
}

}  // namespace atrium::bench
