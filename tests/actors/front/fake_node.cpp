#include "fake_node.hpp"

#include <chrono>
#include <stdexcept>
#include <variant>

#include "actors/front/node_access.hpp"
#include "actors/session/session.hpp"
#include "protocol/wire/envelope.hpp"

namespace atrium::actors {
namespace {

constexpr std::chrono::seconds patience(10);

const std::string yes = "\xc3";

std::string yes_to(std::uint32_t msgid) {
  wire::buffer response;
  wire::write_result_head(response, msgid);
  response.append(yes);
  return response.take();
}

}  // namespace

node::node() {
  const storage::store_options options{.map_bytes = 64 << 20, .reserve_bytes = 0};
  const auto made = storage::store::create(
      folder_.file("data"),
      {.id = "test", .made_at_ms = 1, .operator_key_hash = std::string(32, 'k')}, options);
  if (!made) throw std::runtime_error(made.failure().message);
  auto opened = storage::store::open(folder_.file("data"), options);
  if (!opened) throw std::runtime_error(opened.failure().message);
  data = std::move(*opened);
}

node::~node() { data.reset(); }

void node::note(std::uint32_t msgid, waiting_call call) {
  const std::lock_guard guard(lock_);
  waiting_[msgid] = call;
  changed_.notify_all();
}

bool node::take(std::uint32_t msgid, waiting_call& call) {
  std::unique_lock guard(lock_);
  if (!changed_.wait_for(guard, patience, [&] { return waiting_.contains(msgid); })) return false;
  call = waiting_[msgid];
  waiting_.erase(msgid);
  return true;
}

bool node::await_waiting(std::size_t calls) {
  std::unique_lock guard(lock_);
  return changed_.wait_for(guard, patience, [&] { return waiting_.size() >= calls; });
}

std::size_t node::waiting() {
  const std::lock_guard guard(lock_);
  return waiting_.size();
}

bool node::answer(std::uint32_t msgid) {
  waiting_call call{};
  if (!take(msgid, call)) return false;
  call.sink->deliver(call.connection, yes_to(msgid));
  return true;
}

bool node::answer_in_step(std::uint32_t msgid, const answer_steps& steps) {
  waiting_call call{};
  if (!take(msgid, call)) return false;
  call.sink->deliver_in_step(call.connection, yes_to(msgid), steps);
  return true;
}

bool node::wake(std::uint32_t msgid) {
  waiting_call call{};
  if (!take(msgid, call)) return false;
  call.sink->wake(call.connection, msgid);
  return true;
}

const storage::store& data_of(node& shared) { return *shared.data; }
std::atomic<std::int64_t>& connections_of(node& shared) { return shared.connections; }
void await_serving(node&) {}

struct session::parts {
  node& shared;
  answer_sink& sink;
  std::uint64_t connection;
  peer from;
  bool said_hello = false;
  wire::error_form form = wire::error_form::text;
  std::size_t in_flight = 0;
  bool follows = false;
};

namespace {

void write_big(wire::buffer& out, std::size_t bytes) {
  const auto size = static_cast<std::uint32_t>(bytes);
  const char head[] = {'\xdb', static_cast<char>(size >> 24U), static_cast<char>(size >> 16U),
                       static_cast<char>(size >> 8U), static_cast<char>(size)};
  out.append({head, sizeof head});
  out.bytes().append(size, 'b');
}

}  // namespace

session::session(node& shared, answer_sink& sink, std::uint64_t connection, peer from)
    : inside_(new parts{shared, sink, connection, std::move(from)}) {
  ++shared.sessions;
}
session::~session() {
  if (inside_) --inside_->shared.sessions;
}
session::session(session&&) noexcept = default;

session::verdict session::handle(std::string_view message, storage::snapshot& reading,
                                 wire::buffer& out) {
  const auto parsed = wire::parse_envelope(message);
  const auto* call = std::get_if<wire::envelope>(&parsed);
  if (call == nullptr || call->type != wire::message_type::request) return verdict::go_on;
  if (reading.transaction() == 0) throw std::logic_error("the snapshot was not renewed");
  if (call->method == "later" || call->method == "park") {
    ++inside_->in_flight;
    inside_->shared.note(call->msgid, {&inside_->sink, inside_->connection});
    return verdict::go_on;
  }
  wire::write_result_head(out, call->msgid);
  if (call->method == "echo") {
    out.append(call->named.empty() ? yes : call->named);
  } else if (call->method == "big") {
    write_big(out, inside_->shared.big_bytes);
  } else {
    if (call->method == "hello") inside_->said_hello = true;
    if (call->method == "follow") inside_->follows = true;
    if (call->method == "maps") inside_->form = wire::error_form::map;
    out.append(yes);
  }
  return call->method == "bye" ? verdict::close_after_output : verdict::go_on;
}

void session::resume(std::uint64_t parked, storage::snapshot& reading, wire::buffer& out) {
  if (reading.transaction() == 0) throw std::logic_error("the snapshot was not renewed");
  --inside_->in_flight;
  wire::write_result_head(out, static_cast<std::uint32_t>(parked));
  out.append(yes);
}

void session::delivered() { --inside_->in_flight; }
std::size_t session::calls_in_flight() const { return inside_->in_flight; }
bool session::said_hello() const { return inside_->said_hello; }
bool session::subscribed() const { return inside_->follows; }
bool session::wants_to_push() const {
  return inside_->follows && inside_->shared.pushed < inside_->shared.events;
}
void session::push(storage::snapshot&, wire::buffer& out) {
  ++inside_->shared.pushed;
  wire::buffer params;
  params.append("\x91");
  write_big(params, inside_->shared.big_bytes);
  wire::write_notification(out, "event", params.view());
}
wire::error_form session::errors_as() const { return inside_->form; }

}  // namespace atrium::actors
