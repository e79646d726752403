#include "tools/bench/peers/postgresql.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace atrium::bench {
namespace {

constexpr std::string_view schema =
    "CREATE TABLE IF NOT EXISTS customers ("
    "id text PRIMARY KEY, email text NOT NULL UNIQUE, body text NOT NULL);"
    "CREATE TABLE IF NOT EXISTS journal ("
    "seq bigserial PRIMARY KEY, customer text NOT NULL, change text NOT NULL)";

struct statement {
  std::string_view name;
  std::string_view sql;
};
constexpr std::array<statement, 7> statements{{
    {"get", "SELECT body FROM customers WHERE id = $1"},
    {"begin", "BEGIN"},
    {"commit", "COMMIT"},
    {"update", "UPDATE customers SET body = $2 WHERE id = $1"},
    {"insert", "INSERT INTO customers (id, email, body) VALUES ($1, $2, $3)"},
    {"journal", "INSERT INTO journal (customer, change) VALUES ($1, $2)"},
    {"fill",
     "INSERT INTO customers (id, email, body) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING"},
}};

void append_number(std::string& to, std::uint32_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    to += static_cast<char>(value >> shift);
  }
}

std::uint32_t number_at(std::string_view bytes, std::size_t at, int size) {
  std::uint32_t value = 0;
  for (int i = 0; i < size; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  }
  return value;
}

// A message: its type, the length of what follows including itself, the content.
class message {
 public:
  message(std::string& to, char type) : to_(to) {
    to_ += type;
    begin_ = to_.size();
    to_.append(4, '\0');
  }
  message(const message&) = delete;
  message& operator=(const message&) = delete;
  ~message() {
    const auto size = static_cast<std::uint32_t>(to_.size() - begin_);
    for (std::size_t i = 0; i < 4; ++i) to_[begin_ + i] = static_cast<char>(size >> (24 - 8 * i));
  }
  message& text(std::string_view value) {
    to_.append(value).push_back('\0');
    return *this;
  }
  message& number(std::uint32_t value, int bytes) {
    append_number(to_, value, bytes);
    return *this;
  }
  message& value(std::string_view bytes) {
    append_number(to_, static_cast<std::uint32_t>(bytes.size()), 4);
    to_.append(bytes);
    return *this;
  }

 private:
  std::string& to_;
  std::size_t begin_;
};

template <class Values>
void append_execution_of(std::string& to, std::string_view name, const Values& values) {
  {
    message bind(to, 'B');
    bind.text("").text(name).number(0, 2).number(static_cast<std::uint32_t>(values.size()), 2);
    for (const auto& value : values) bind.value(value);
    bind.number(1, 2).number(1, 2);  // every result column binary
  }
  message(to, 'E').text("").number(0, 4);
}

void append_execution(std::string& to, std::string_view name,
                      std::initializer_list<std::string_view> values) {
  append_execution_of(to, name, values);
}

void append_sync(std::string& to) { message(to, 'S'); }

struct incoming {
  char type = 0;  // 0: not complete
  std::string_view content;
  std::size_t bytes = 0;
};

incoming next_message(std::string_view received) {
  if (received.size() < 5) return {};
  const std::size_t size = 1 + number_at(received, 1, 4);
  if (received.size() < size || size < 5) return {};
  return {.type = received[0], .content = received.substr(5, size - 5), .bytes = size};
}

// The human-readable part of an ErrorResponse: fields of a type byte and a text each.
std::string error_text(std::string_view content) {
  std::size_t at = 0;
  while (at < content.size() && content[at] != '\0') {
    const std::size_t end = content.find('\0', at);
    if (end == std::string_view::npos) break;
    if (content[at] == 'M') return std::string(content.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return "an error without text";
}

// Reads until the server is ready for a query; answers what came before that.
outcome<std::string> await_ready(const connection& from) {
  std::string received;
  std::size_t at = 0;
  for (;;) {
    const incoming one = next_message(std::string_view(received).substr(at));
    if (one.type == 0) {
      auto got = from.receive_some(received);
      if (!got) return got.failure();
      continue;
    }
    if (one.type == 'E') return refusal(errc::internal, "PostgreSQL: " + error_text(one.content));
    if (one.type == 'R' && number_at(one.content, 0, 4) != 0) {
      return refusal(errc::unauthenticated, "PostgreSQL asks for a password; trust is needed");
    }
    if (one.type == 'Z') return received;
    at += one.bytes;
  }
}

outcome<nothing> ask_once(const connection& with, std::string_view request) {
  auto sent = with.send_all(request);
  if (!sent) return sent;
  auto answered = await_ready(with);
  if (!answered) return answered.failure();
  return nothing{};
}

// The one row of a get: one column, the body.
bool is_body(std::string_view row, std::string_view id) {
  return row.size() == 6 + body_size && number_at(row, 0, 2) == 1 &&
         number_at(row, 2, 4) == body_size && row.substr(6).starts_with(id);
}

// A fill that finds the account there inserts nothing; the others have one row, or three commands.
std::uint32_t least_done(work what) { return what == work::fill ? 0 : what == work::get ? 1 : 3; }

}  // namespace

postgresql_peer::postgresql_peer(const record_maker& records, const peer_settings& settings)
    : records_(records),
      user_(settings.user.empty() ? "postgres" : settings.user),
      database_(settings.database.empty() ? "postgres" : settings.database),
      script_(settings.script) {
  // From here on a call names its statement by number.
  for (scripted_call& one : script_) {
    const auto known = std::ranges::find(script_statements_, one.what);
    const auto number = known - script_statements_.begin();
    if (known == script_statements_.end()) script_statements_.push_back(one.what);
    one.what = "script" + std::to_string(number);
  }
}

outcome<nothing> postgresql_peer::start_session(const connection& to) {
  std::string content;
  append_number(content, 196608, 4);  // protocol 3.0
  for (const std::string_view part : {std::string_view("user"), std::string_view(user_),
                                      std::string_view("database"), std::string_view(database_)}) {
    content.append(part).push_back('\0');
  }
  content += '\0';
  std::string bytes;
  append_number(bytes, static_cast<std::uint32_t>(content.size() + 4), 4);
  bytes += content;
  auto sent = to.send_all(bytes);
  if (!sent) return sent;
  auto answered = await_ready(to);
  if (!answered) return answered.failure();
  // A ParameterStatus: name and value, each with its zero byte.
  constexpr std::string_view label("server_version\0", 15);
  const std::size_t found = answered->find(label);
  if (found != std::string::npos) version_ = answered->c_str() + found + label.size();
  return nothing{};
}

outcome<nothing> postgresql_peer::prepare(const endpoint& where) {
  auto made = connect_to(where);
  if (!made) return made.failure();
  auto started = start_session(*made);
  if (!started) return started;
  std::string bytes;
  message(bytes, 'Q').text(schema);
  return ask_once(*made, bytes);
}

outcome<nothing> postgresql_peer::greet(const connection& to) {
  auto started = start_session(to);
  if (!started) return started;
  std::string bytes;
  for (const statement& one : statements) {
    message(bytes, 'P').text(one.name).text(one.sql).number(0, 2);
  }
  for (std::size_t i = 0; i < script_statements_.size(); ++i) {
    message(bytes, 'P').text("script" + std::to_string(i)).text(script_statements_[i]).number(0, 2);
  }
  append_sync(bytes);
  return ask_once(to, bytes);
}

void postgresql_peer::ask(wire::buffer& out, std::uint32_t, const call& what) {
  std::string& bytes = out.bytes();
  if (what.what == work::scripted) {
    append_execution_of(bytes, script_[what.item].what, script_[what.item].values);
    return append_sync(bytes);
  }
  const std::string id = records_.id(what.what, what.item);
  if (what.what == work::get) {
    append_execution(bytes, "get", {id});
    return append_sync(bytes);
  }
  const std::string body = records_.body(what.what, what.item, ++revision_);
  if (what.what == work::fill) {
    append_execution(bytes, "fill", {id, records_.email(what.what, what.item), body});
    return append_sync(bytes);
  }
  append_execution(bytes, "begin", {});
  if (what.what == work::update) {
    append_execution(bytes, "update", {id, body});
  } else {
    append_execution(bytes, "insert", {id, records_.email(what.what, what.item), body});
  }
  append_execution(bytes, "journal", {id, records_.change(what.what, what.item, revision_)});
  append_execution(bytes, "commit", {});
  append_sync(bytes);
}

answer postgresql_peer::recognise(std::string_view received, std::uint32_t oldest,
                                  std::span<const call> calls) const {
  const call& asked = calls[oldest];
  bool failed = false;
  std::uint32_t done = 0;  // commands that did exactly what was asked; rows of a script's call
  for (std::size_t at = 0;;) {
    const incoming one = next_message(received.substr(at));
    if (one.type == 0) return {};
    at += one.bytes;
    if (one.type == 'E') failed = true;
    if (one.type == 'D' &&
        (asked.what == work::scripted || is_body(one.content, records_.id(asked.what, asked.item))))
      ++done;
    if (one.type == 'C') {
      const std::string_view tag = one.content.substr(0, one.content.find('\0'));
      if (tag == "UPDATE 1" || tag == "INSERT 0 1" || tag == "COMMIT") ++done;
    }
    if (one.type != 'Z') continue;
    failed = failed || one.content != "I";
    const bool all = asked.what == work::scripted ? done == script_[asked.item].rows
                                                  : done >= least_done(asked.what);
    const bool good = !failed && all;
    return {.what = good ? verdict::good : verdict::failed, .bytes = at, .slot = oldest};
  }
}

}  // namespace atrium::bench
