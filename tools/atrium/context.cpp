#include "tools/atrium/context.hpp"

#include <optional>

#include "tools/atrium/failure.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

endpoint where_to(const context& from) {
  endpoint where;
  if (!from.socket.empty()) {
    where.socket = from.socket;
    return where;
  }
  auto parsed = parse_endpoint(from.connect);
  if (!parsed) throw usage("--connect: " + parsed.failure().message);
  where = std::move(*parsed);
  where.tls = from.tls || !from.ca.empty();
  where.ca_file = from.ca;
  return where;
}

}  // namespace

client greeted(const context& from) {
  std::optional<access_key> key;
  if (!from.key_file.empty()) {
    auto read = read_key_file(from.key_file);
    if (!read) throw refused(std::move(read).failure());
    key = std::move(*read);
  }
  const std::chrono::milliseconds patience(static_cast<std::int64_t>(from.timeout_s * 1000));
  auto opened = client::connect(where_to(from), "atrium",
                                {std::min(patience, client_timeouts{}.connect), patience});
  if (!opened) throw no_connection(std::move(opened).failure());
  auto answer = opened->hello(key ? &*key : nullptr);
  if (answer) return std::move(*opened);
  if (!opened->connected()) throw no_connection(std::move(answer).failure());
  throw refused(std::move(answer).failure());
}

std::string ask(client& through, std::string_view method, std::string_view named,
                std::string_view options) {
  auto answer = through.call(method, named, options);
  if (answer) return std::move(*answer);
  if (!through.connected()) throw no_connection(std::move(answer).failure());
  throw refused(std::move(answer).failure());
}

std::string ask_once(const context& from, std::string_view method, std::string_view named) {
  client through = greeted(from);
  return ask(through, method, named, tenant_options(from));
}

std::string tenant_options(const context& from) {
  return from.tenant.empty() ? std::string() : parameters{}.text("tenant", from.tenant).map();
}

}  // namespace atrium::cli
