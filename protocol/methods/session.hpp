// session.hello, rpc.ping, rpc.discover, server.status.
#pragma once

#include "config/secret.hpp"
#include "protocol/methods/definition.hpp"

namespace atrium::methods {

enum class error_style : std::uint8_t { text, map };
constexpr auto enum_names(error_style) { return std::array<std::string_view, 2>{"text", "map"}; }

struct client_description {
  std::optional<std::string> name;
  std::optional<std::string> version;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = client_description;
    return list{parameter{"name", &c::name, "Name of the program.", rule{.bytes_max = 100}},
                parameter{"version", &c::version, "Its version.", rule{.bytes_max = 100}}};
  }
};

struct credentials {
  std::optional<secret> api_key;
  std::optional<secret> staff_token;
  std::optional<secret> operator_key;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = credentials;
    return list{
        parameter{"api_key", &c::api_key, "A client's key, atk_<id>_<secret>.",
                  rule{.bytes_max = 256}},
        parameter{"staff_token", &c::staff_token, "From staff.login.", rule{.bytes_max = 256}},
        parameter{"operator_key", &c::operator_key, "The content of operator.key.",
                  rule{.bytes_max = 256}}};
  }
};

struct announced_limits {
  std::int64_t message_bytes = 0;
  std::int64_t depth = 0;
  std::int64_t items = 0;
  std::int64_t string_bytes = 0;
  std::int64_t calls_in_flight = 0;
  std::int64_t unread_reply_bytes = 0;
  std::int64_t message_timeout_ms = 0;
  std::int64_t hello_timeout_ms = 0;
  std::int64_t idle_timeout_ms = 0;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = announced_limits;
    return list{
        parameter{"message_bytes", &l::message_bytes, "Longest message."},
        parameter{"depth", &l::depth, "Deepest nesting."},
        parameter{"items", &l::items, "Most values in a message."},
        parameter{"string_bytes", &l::string_bytes, "Longest string."},
        parameter{"calls_in_flight", &l::calls_in_flight, "Most unanswered calls of a connection."},
        parameter{"unread_reply_bytes", &l::unread_reply_bytes,
                  "Reading stops while more are unread."},
        parameter{"message_timeout_ms", &l::message_timeout_ms,
                  "Time to finish a started message."},
        parameter{"hello_timeout_ms", &l::hello_timeout_ms, "Time to say hello."},
        parameter{"idle_timeout_ms", &l::idle_timeout_ms, "Time without a message."}};
  }
};

struct principal_description {
  std::string kind;  // "operator", "client", "staff"
  std::optional<std::string> tenant;
  std::optional<std::string> client;
  std::optional<std::string> staff;
  std::vector<records::scope> scopes;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using p = principal_description;
    return list{parameter{"kind", &p::kind, "operator, client, staff or anonymous."},
                parameter{"tenant", &p::tenant, "The caller's tenant."},
                parameter{"client", &p::client, "The client's id."},
                parameter{"staff", &p::staff, "Id of the member of staff."},
                parameter{"scopes", &p::scopes, "What it may do."}};
  }
};

struct session_hello {
  static constexpr definition about{"session.hello",
                                    "Says who calls and how it wants to be answered.",
                                    audience::anyone, any_scope, effect::session};
  static constexpr std::array errors{errc::unauthenticated, errc::bad_request};

  struct result {
    std::string server;
    std::string version;
    std::int64_t protocol = 1;
    std::vector<std::string> features;
    announced_limits limits;
    std::string session_id;
    principal_description principal;
    std::int64_t time = 0;

    static constexpr auto fields() {
      using namespace atrium::fields;
      using r = result;
      return list{
          parameter{"server", &r::server, "atrium."},
          parameter{"version", &r::version, "Version of the daemon."},
          parameter{"protocol", &r::protocol,
                    "Version of the protocol that is spoken from here on."},
          parameter{"features", &r::features, "Those asked for that the daemon has."},
          parameter{"limits", &r::limits, "What the daemon accepts."},
          parameter{"session_id", &r::session_id, "Names the connection in the daemon's log."},
          parameter{"principal", &r::principal, "Whom the daemon takes the caller for."},
          parameter{"time", &r::time, "The daemon's clock, milliseconds since 1970 UTC."}};
    }
  };

  std::int64_t protocol = 1;
  std::optional<client_description> client;
  std::optional<credentials> auth;
  std::optional<error_style> errors_as;
  std::vector<std::string> features;
  std::vector<std::string> require;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using h = session_hello;
    return list{
        parameter{"protocol", &h::protocol, "1.", rule{.min = 1}},
        parameter{"client", &h::client, "The calling program."},
        parameter{"auth", &h::auth,
                  "One credential; without it only the methods for anyone answer."},
        parameter{"errors", &h::errors_as, "How errors go out: text (default) or map."},
        parameter{"features", &h::features, "Optional features the caller would use.",
                  rule{.bytes_max = 64}},
        parameter{"require", &h::require, "Features without which the caller does not go on.",
                  rule{.bytes_max = 64}}};
  }
};

struct rpc_ping {
  static constexpr definition about{"rpc.ping", "Answers at once.", audience::anyone, any_scope,
                                    effect::session};
  static constexpr std::array<errc, 0> errors{};
  struct result {
    std::int64_t time = 0;
    static constexpr auto fields() {
      return atrium::fields::list{
          atrium::fields::parameter{"time", &result::time, "The daemon's clock."}};
    }
  };
  static constexpr auto fields() { return atrium::fields::list<>{}; }
};

struct rpc_discover {
  static constexpr definition about{"rpc.discover", "The OpenRPC document of this protocol.",
                                    audience::anyone, any_scope, effect::session};
  static constexpr std::array<errc, 0> errors{};
  using result = atrium::fields::dynamic_map;
  static constexpr auto fields() { return atrium::fields::list<>{}; }
};

struct server_status {
  static constexpr definition about{"server.status", "Figures of the running daemon.",
                                    audience::operators, any_scope, effect::read};
  static constexpr std::array<errc, 0> errors{};
  struct result {
    std::string version;
    std::int64_t time = 0;
    std::int64_t uptime_ms = 0;
    std::string store;
    std::int64_t tenants = 0;
    std::int64_t tenants_removing = 0;
    std::int64_t connections = 0;
    std::int64_t calls = 0;
    std::int64_t calls_refused = 0;
    std::int64_t calls_waiting = 0;
    std::int64_t calls_decided_again = 0;
    std::int64_t calls_given_way = 0;
    std::int64_t live_accounts = 0;
    std::int64_t commits = 0;
    std::int64_t changes_committed = 0;
    std::int64_t hashes_waiting = 0;
    std::int64_t store_used_bytes = 0;
    std::int64_t store_map_bytes = 0;
    std::int64_t disk_free_bytes = 0;
    std::int64_t oldest_reader_ms = 0;
    bool storage_full = false;
    std::int64_t index_behind = 0;
    std::int64_t indexes_building = 0;
    std::int64_t scans_waiting = 0;
    std::int64_t import_rows = 0;
    std::int64_t erasures_unscrubbed = 0;
    bool mail_configured = false;
    std::int64_t mails_queued = 0;
    std::int64_t mails_given_up = 0;
    std::int64_t mails_sent = 0;
    std::int64_t mail_failures = 0;
    std::int64_t guesses_failed = 0;

    static constexpr auto fields() {
      using namespace atrium::fields;
      using r = result;
      return list{
          parameter{"version", &r::version, "Version of the daemon."},
          parameter{"time", &r::time, "The daemon's clock."},
          parameter{"uptime_ms", &r::uptime_ms, "Time since it was ready."},
          parameter{"store", &r::store, "Id of the store."},
          parameter{"tenants", &r::tenants, "Tenants in the store."},
          parameter{"tenants_removing", &r::tenants_removing,
                    "Of these, those whose rows are being erased (tenants.remove)."},
          parameter{"connections", &r::connections, "Open connections."},
          parameter{"calls", &r::calls, "Calls answered since the start."},
          parameter{"calls_refused", &r::calls_refused, "Of these, with an error."},
          parameter{"calls_waiting", &r::calls_waiting, "Calls admitted and not yet answered."},
          parameter{"calls_decided_again", &r::calls_decided_again,
                    "How often since the start a call was decided again, because what it was "
                    "decided on had changed, or come to nothing, before its commit."},
          parameter{"calls_given_way", &r::calls_given_way,
                    "Of these, how often a call about two customers (a transfer, a merge) was for "
                    "the second time, so that the other one gets nothing new until it is done."},
          parameter{"live_accounts", &r::live_accounts, "Account actors in memory."},
          parameter{"commits", &r::commits, "Transactions since the start."},
          parameter{"changes_committed", &r::changes_committed,
                    "Change sets made durable since the start."},
          parameter{"hashes_waiting", &r::hashes_waiting, "Passwords waiting to be hashed."},
          parameter{"store_used_bytes", &r::store_used_bytes, "Pages in use."},
          parameter{"store_map_bytes", &r::store_map_bytes, "Size of the map."},
          parameter{"disk_free_bytes", &r::disk_free_bytes, "Free space on the store's disk."},
          parameter{"oldest_reader_ms", &r::oldest_reader_ms, "Age of the oldest open snapshot."},
          parameter{"storage_full", &r::storage_full, "New data are refused for want of room."},
          parameter{"index_behind", &r::index_behind, "Changes that lists do not show yet."},
          parameter{"indexes_building", &r::indexes_building,
                    "Tenants whose index of lists is being built."},
          parameter{"scans_waiting", &r::scans_waiting, "Lists being made or waiting for it."},
          parameter{"import_rows", &r::import_rows, "Rows of imports that are being decided."},
          parameter{"erasures_unscrubbed", &r::erasures_unscrubbed,
                    "Erased customers, and removed tenants, whose bytes may still be in the data "
                    "files."},
          parameter{"mail_configured", &r::mail_configured,
                    "There is an SMTP server (mail.host); without one mails wait."},
          parameter{"mails_queued", &r::mails_queued,
                    "Mails that wait to be sent; at most 100,000 are counted."},
          parameter{"mails_given_up", &r::mails_given_up,
                    "Mails that were given up and are still told of; likewise."},
          parameter{"mails_sent", &r::mails_sent, "Mails sent since the start."},
          parameter{"mail_failures", &r::mail_failures,
                    "Attempts to send that failed since the start."},
          parameter{"guesses_failed", &r::guesses_failed,
                    "Wrong passwords and one-time codes since the start, of logins that there are "
                    "and that there are not."}};
    }
  };
  static constexpr auto fields() { return atrium::fields::list<>{}; }
};

struct server_reindex {
  static constexpr definition about{"server.reindex",
                                    "Builds the index of lists anew, while the old one serves on.",
                                    audience::operators, any_scope, effect::read};
  static constexpr std::array errors{errc::not_found};
  struct result {
    std::int64_t tenants = 0;
    static constexpr auto fields() {
      return atrium::fields::list{atrium::fields::parameter{
          "tenants", &result::tenants, "So many are begun; see server.status."}};
    }
  };
  std::optional<std::string> tenant;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{"tenant", &server_reindex::tenant,
                                                          "Only this one (default: all).",
                                                          records::rules::short_name}};
  }
};

}  // namespace atrium::methods
