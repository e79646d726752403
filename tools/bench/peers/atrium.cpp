#include "tools/bench/peers/atrium.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "protocol/wire/cursor.hpp"
#include "protocol/wire/json.hpp"
#include "protocol/wire/packer.hpp"

namespace atrium::bench {
namespace {

constexpr std::string_view site = "main";

// As long as it takes to make a customer on the wire about `body_size` bytes.
constexpr std::string_view company =
    "Harbour Street Trading, Shipping and Ship Chandling Company of the Northern Islands, "
    "successors to the Brothers Lighthouse, purveyors of rope, sailcloth and lamp oil since 1871";

template <wire::fixed_text Key>
void pack_pair(wire::packer& to, std::string_view value) {
  wire::pack_key<Key>(to);
  wire::pack_text(to, value);
}

void pack_head(wire::packer& to, std::uint32_t number) {
  to.pack_array(4);
  wire::pack_integer(to, 0);
  wire::pack_integer(to, number);
}

void pack_request(wire::packer& to, std::uint32_t number, std::string_view method,
                  std::uint32_t arguments) {
  pack_head(to, number);
  wire::pack_text(to, method);
  to.pack_array(arguments);
}

void pack_reference(wire::packer& to, std::string_view id) {
  wire::pack_key<"customer">(to);
  to.pack_map(1);
  pack_pair<"id">(to, id);
}

void pack_amount(wire::packer& to) {
  wire::pack_key<"amount">(to);
  to.pack_map(2);
  wire::pack_key<"amount">(to);
  wire::pack_integer(to, 1);
  pack_pair<"currency">(to, "EUR");
}

// [1, number, error, result], taken apart; the error is nil where `failed` is false.
struct response {
  verdict what = verdict::incomplete;
  std::size_t bytes = 0;
  std::uint64_t number = 0;
  bool failed = false;
  std::string_view error;  // of text errors
  wire::cursor result;
};

response read_response(std::string_view received) {
  response found;
  wire::cursor whole(received);
  // One walk over the answer finds its end; an answer of which a part is missing ends the walk
  // early.
  if (!whole.skip()) return found;
  found.bytes = static_cast<std::size_t>(whole.position() - received.data());
  found.what = verdict::broken;
  wire::cursor at(received.substr(0, found.bytes));
  std::uint32_t items = 0;
  std::uint64_t type = 0;
  if (!at.read_array(items) || items != 4 || !at.read_unsigned(type) || type != 1 ||
      !at.read_unsigned(found.number)) {
    return found;
  }
  if (!at.read_nil()) {
    found.failed = true;
    if (!at.read_string(found.error) && !at.skip()) return found;
  }
  found.result = at;
  found.what = verdict::good;
  return found;
}

// Names of fields and numbers vary in length, so the size is held to its order only; the report
// tells the mean.
bool has_body_size(std::size_t bytes) { return bytes > body_size / 2 && bytes < body_size * 2; }

// Does the map hold `key` with this text?
bool holds(wire::cursor map, std::string_view key, std::string_view value) {
  std::uint32_t pairs = 0;
  if (!map.read_map(pairs)) return false;
  for (; pairs > 0; --pairs) {
    std::string_view name;
    if (!map.read_string(name)) return false;
    if (name == key) {
      std::string_view text;
      return map.read_string(text) && text == value;
    }
    if (!map.skip()) return false;
  }
  return false;
}

// How many `items` the map has; none: it is not about items.
std::uint32_t items_of(wire::cursor map) {
  std::uint32_t pairs = 0;
  std::uint32_t items = 0;
  if (!map.read_map(pairs)) return 0;
  for (; pairs > 0; --pairs) {
    std::string_view name;
    if (!map.read_string(name)) return 0;
    if (name == "items") return map.read_array(items) ? items : 0;
    if (!map.skip()) return 0;
  }
  return 0;
}

// The text under `key`; empty if there is none.
std::string text_of(wire::cursor map, std::string_view key) {
  std::uint32_t pairs = 0;
  if (!map.read_map(pairs)) return {};
  for (; pairs > 0; --pairs) {
    std::string_view name;
    std::string_view text;
    if (!map.read_string(name)) return {};
    if (name == key && map.read_string(text)) return std::string(text);
    if (!map.skip()) return {};
  }
  return {};
}

// One call, one answer, blocking; for the set-up.
outcome<std::string> ask_once(const connection& with, std::string_view request) {
  auto sent = with.send_all(request);
  if (!sent) return sent.failure();
  std::string received;
  for (;;) {
    auto got = with.receive_some(received);
    if (!got) return got.failure();
    const response found = read_response(received);
    if (found.what == verdict::broken) return refusal(errc::bad_request, "this is not Atrium");
    if (found.what == verdict::incomplete) continue;
    if (found.failed) return refusal(errc::internal, "Atrium: " + std::string(found.error));
    return received;
  }
}

std::string hello_request(std::string_view kind_of_key, std::string_view key) {
  wire::buffer bytes;
  wire::packer to(bytes);
  pack_request(to, 0, "session.hello", 1);
  to.pack_map(3);
  wire::pack_key<"protocol">(to);
  wire::pack_integer(to, 1);
  wire::pack_key<"client">(to);
  to.pack_map(2);
  pack_pair<"name">(to, "atrium bench");
  pack_pair<"version">(to, "1");
  wire::pack_key<"auth">(to);
  to.pack_map(1);
  wire::pack_text(to, kind_of_key);
  wire::pack_text(to, key);
  return bytes.take();
}

std::string create_tenant_request(std::string_view tenant) {
  wire::buffer bytes;
  wire::packer to(bytes);
  pack_request(to, 1, "tenants.create", 1);
  to.pack_map(4);
  pack_pair<"tenant">(to, tenant);
  pack_pair<"name">(to, "Benchmark");
  pack_pair<"currency">(to, "EUR");
  pack_pair<"locale">(to, "en-GB");
  return bytes.take();
}

std::string create_site_request() {
  wire::buffer bytes;
  wire::packer to(bytes);
  pack_request(to, 1, "sites.create", 1);
  to.pack_map(2);
  pack_pair<"site">(to, site);
  pack_pair<"name">(to, "Main");
  return bytes.take();
}

outcome<nothing> keep_key(const std::string& file, std::string_view key) {
  if (file.empty()) return nothing{};
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return refusal(errc::internal, file + ": " + std::strerror(errno));
  const std::string line = std::string(key) + "\n";
  const bool written =
      write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  if (close(descriptor) != 0 || !written) return refusal(errc::internal, file + ": cannot write");
  return nothing{};
}

}  // namespace

outcome<nothing> atrium_peer::prepare(const endpoint& where) {
  for (const scripted_call& one : settings_.script) {
    auto parameters = wire::from_json(one.values.empty() ? "[]" : one.values[0]);
    if (!parameters) return parameters.failure();
    wire::buffer bytes;
    wire::packer to(bytes);
    wire::pack_text(to, one.what);
    bytes.append(*parameters);
    scripted_.push_back(bytes.take());
  }
  if (!settings_.api_key.empty()) return nothing{};
  if (settings_.operator_key.empty()) {
    return refusal(errc::bad_request, "an API key is needed (--key-file), or --operator-key-file");
  }
  auto as_operator = connect_to(where);
  if (!as_operator) return as_operator.failure();
  auto hello = ask_once(*as_operator, hello_request("operator_key", settings_.operator_key));
  if (!hello) return hello.failure();
  auto created = ask_once(*as_operator, create_tenant_request(settings_.tenant));
  if (!created) return created.failure();
  settings_.api_key = text_of(read_response(*created).result, "api_key");
  if (settings_.api_key.empty()) return refusal(errc::internal, "tenants.create gave no API key");
  auto kept = keep_key(settings_.key_file, settings_.api_key);
  if (!kept) return kept;
  auto as_client = connect_to(where);
  if (!as_client) return as_client.failure();
  auto greeted = greet(*as_client);
  if (!greeted) return greeted;
  auto site_made = ask_once(*as_client, create_site_request());
  if (!site_made) return site_made.failure();
  return nothing{};
}

outcome<nothing> atrium_peer::greet(const connection& to) {
  auto hello = ask_once(to, hello_request("api_key", settings_.api_key));
  if (!hello) return hello.failure();
  version_ = text_of(read_response(*hello).result, "version");
  return nothing{};
}

void atrium_peer::ask(wire::buffer& out, std::uint32_t slot, const call& what) {
  wire::packer to(out);
  if (what.what == work::scripted) {
    pack_head(to, slot);
    return out.append(scripted_[what.item]);
  }
  if (what.what == work::credit) return ask_credit(to, slot, what.item);
  const std::string id = records_.id(what.what, what.item);
  switch (what.what) {
    case work::get:
      pack_request(to, slot, "customers.get", 1);
      to.pack_map(1);
      pack_reference(to, id);
      break;
    case work::update:
      pack_request(to, slot, "customers.update", 1);
      to.pack_map(2);
      pack_reference(to, id);
      wire::pack_key<"set">(to);
      to.pack_map(1);
      pack_pair<"first_name">(to, record_maker::first_name(++revision_));
      break;
    case work::create:
    case work::fill:
      pack_request(to, slot, "customers.create", 1);
      to.pack_map(9);
      pack_pair<"id">(to, id);
      pack_pair<"email">(to, records_.email(what.what, what.item));
      pack_pair<"first_name">(to, record_maker::first_name(what.item));
      pack_pair<"last_name">(to, "Lighthouse");
      pack_pair<"currency">(to, "EUR");
      pack_pair<"locale">(to, "en-GB");
      pack_pair<"phone">(to, "+442079460000");
      pack_pair<"company">(to, company);
      pack_pair<"preferred_site">(to, site);
      break;
    case work::scripted:
    case work::credit:
      break;
  }
}

// Twice as much is given as is set aside.
void atrium_peer::ask_credit(wire::packer& to, std::uint32_t slot, std::uint64_t turn) {
  constexpr std::uint64_t turns = 4;
  const std::string id = records_.id(work::fill, 0);
  if (turn % turns == 3 && !authorizations_.empty()) {
    pack_request(to, slot, "credit.capture", 1);
    to.pack_map(2);
    pack_reference(to, id);
    pack_pair<"authorization">(to, authorizations_.back());
    authorizations_.pop_back();
    return;
  }
  const bool spends = turn % turns == 2;
  pack_request(to, slot, spends ? "credit.authorize" : "credit.grant", 1);
  to.pack_map(3);
  pack_reference(to, id);
  pack_amount(to);
  pack_pair<"reference">(to, "bench");
}

bool atrium_peer::is_entry(wire::cursor entry) const {
  if (!holds(entry, "currency", "EUR")) return false;
  if (holds(entry, "kind", "authorize")) authorizations_.push_back(text_of(entry, "authorization"));
  return true;
}

answer atrium_peer::recognise(std::string_view received, std::uint32_t,
                              std::span<const call> calls) const {
  const response found = read_response(received);
  if (found.what != verdict::good) return {.what = found.what};
  if (found.number >= calls.size() || !calls[found.number].open) return {.what = verdict::broken};
  const call& asked = calls[found.number];
  const bool there_already = asked.what == work::fill && (found.error.starts_with("id_taken") ||
                                                          found.error.starts_with("email_taken"));
  const auto right = [&] {
    if (asked.what == work::credit) return is_entry(found.result);
    if (asked.what == work::scripted)
      return items_of(found.result) == settings_.script[asked.item].rows;
    return has_body_size(found.bytes) &&
           holds(found.result, "id", records_.id(asked.what, asked.item));
  };
  const bool good = there_already || (!found.failed && right());
  return {.what = good ? verdict::good : verdict::failed,
          .bytes = found.bytes,
          .slot = static_cast<std::uint32_t>(found.number)};
}

}  // namespace atrium::bench
