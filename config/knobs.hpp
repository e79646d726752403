// The table of knobs. The settings' types, the TOML reader, the flags of `atriumd`, its help, the
// sample file, the table in docs/operations.md and the random settings of the simulation all derive
// from it: to add a knob, add a row.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "config/knob.hpp"

namespace atrium::config {

inline constexpr std::int64_t kib = 1024;
inline constexpr std::int64_t mib = 1024 * kib;
inline constexpr std::int64_t gib = 1024 * mib;
inline constexpr std::int64_t tib = 1024 * gib;
inline constexpr std::int64_t second = 1'000;  // of milliseconds
inline constexpr std::int64_t minute = 60 * second;
inline constexpr std::int64_t hour = 60 * minute;
inline constexpr std::int64_t day = 24 * hour;

struct section {
  std::string_view name;
  std::string_view summary;
};

inline constexpr std::array sections{
    section{"data", "Where the accounts live."},
    section{"listen", "Where clients connect. At least one address or the socket is needed."},
    section{"tls", "Transport security: TLS 1.2 and 1.3, never less. Both files or neither."},
    section{"front", "Connections and the limits of a message; hello tells them to clients."},
    section{"admission", "Calls admitted to actors at the same time; more are told `overloaded`."},
    section{"calls", "Time limits of calls."},
    section{"actors", "The account actors."},
    section{"hashing", "Password hashing: Argon2id and its pool of threads."},
    section{"customers", "What may belong to one customer."},
    section{"sessions", "Shoppers' logins."},
    section{"guesses", "Passwords guessed from one address, as storefronts tell it (call.source)."},
    section{"scans", "Lists and searches, on threads of low priority."},
    section{"storage", "The LMDB store and its commits."},
    section{"idempotency", "Answers kept for repeated calls."},
    section{"journal", "The tenants' record of changes."},
    section{"history", "The customers' record of what changed of them."},
    section{"audit", "The tenants' record of what matters for security."},
    section{"erasure", "Making sure that what was erased is gone from the disk, too."},
    section{"mail",
            "Mails to customers, through an SMTP server; without one they wait in the store."},
    section{"log", "The log, on standard error."},
    section{"shutdown", "How the daemon ends."},
};

inline constexpr std::array knobs{
    path("data.folder", "/var/lib/atrium", {1, 4'000}, "folder", "folder of the data files")
        .also("--data"),

    addresses("listen.addresses", "127.0.0.1:7420", {0, 64},
              "TCP addresses: 127.0.0.1:7420, [::1]:7420 or a host name with a port; port 0 takes "
              "any free one")
        .also("--listen"),
    // 107 is what sockaddr_un holds.
    path("listen.socket", "", {0, 107}, "file", "Unix socket; empty for none").also("--socket"),
    boolean("listen.plaintext_beyond_loopback", false,
            "serve other machines without TLS; only behind a trusted proxy or network"),

    path("tls.certificate", "", {0, 4'000}, "file", "certificate chain in PEM; empty for no TLS")
        .also("--tls-certificate"),
    path("tls.key", "", {0, 4'000}, "file", "private key of the certificate in PEM")
        .also("--tls-key"),

    integer("front.io_threads", 0, {0, 256}, "threads",
            "threads that serve connections; 0 is half the cores, at least 2"),
    integer("front.connections_max", 10'000, {1, 1'000'000}, "connections",
            "connections at the same time; lowered to what the descriptor limit allows"),
    integer("front.message_bytes_max", 4 * mib, {4 * kib, 64 * mib}, "bytes",
            "longest message accepted"),
    integer("front.depth_max", 32, {8, 64}, "levels", "deepest nesting of a message"),
    integer("front.items_max", 65'536, {256, 1'048'576}, "items",
            "values in a message, those inside maps and arrays counted"),
    integer("front.string_bytes_max", 64 * kib, {1 * kib, 16 * mib}, "bytes",
            "longest string in a message"),
    integer("front.in_flight_per_connection", 1'024, {1, 65'536}, "calls",
            "calls of one connection being worked on; then its reading stops"),
    integer("front.unread_reply_bytes_max", 8 * mib, {64 * kib, 256 * mib}, "bytes",
            "replies a client has not taken; then its reading stops"),
    integer("front.hello_timeout_ms", 30 * second, {100, 10 * minute}, "ms",
            "time a new connection has to say hello"),
    integer("front.message_timeout_ms", 30 * second, {100, 10 * minute}, "ms",
            "time a started message has to become complete"),
    integer("front.idle_timeout_ms", 10 * minute, {1 * second, 7 * day}, "ms",
            "time after which a silent connection is closed"),

    integer("admission.calls_max", 2'048, {1, 1'048'576}, "calls", "calls of all tenants together"),
    integer("admission.tenant_calls_max", 256, {1, 1'048'576}, "calls", "calls of one tenant"),
    integer("admission.account_calls_max", 16, {1, 1'024}, "calls",
            "calls that change one account"),
    integer("admission.imports_max", 8, {1, 1'024}, "imports",
            "calls of customers.import of all tenants together"),
    integer("admission.import_rows_max", 512, {2, 65'536}, "rows",
            "rows of all imports decided at a time; the more, the faster they are, and the "
            "longer others' writes wait"),
    integer("admission.retry_after_ms", 100, {1, 1 * minute}, "ms",
            "the wait that `overloaded` tells the caller"),

    integer("calls.deadline_default_ms", 30 * second, {100, 10 * minute}, "ms",
            "deadline of a call that names none"),
    integer("calls.wait_max_ms", 30 * second, {0, 10 * minute}, "ms",
            "longest wait for a change, in changes.read and for min_seq"),

    integer("actors.scheduler_threads", 0, {0, 256}, "threads",
            "threads that run actors; 0 is half the cores, at least 1"),
    integer("actors.live_accounts_max", 100'000, {16, 10'000'000}, "accounts",
            "account actors in memory; beyond it the idle ones leave"),
    integer("actors.account_idle_ms", 1 * minute, {10, 1 * day}, "ms",
            "time after which an idle account actor leaves"),

    integer("hashing.threads", 0, {0, 256}, "threads",
            "threads that hash passwords; 0 is the cores but one, at least 1"),
    integer("hashing.queue_max", 64, {1, 4'096}, "passwords", "passwords waiting for a thread"),
    integer("hashing.deadline_ms", 2 * second, {10, 1 * minute}, "ms",
            "longest wait of a password; then `overloaded`"),
    // Defaults: OWASP Password Storage Cheat Sheet, Argon2id. Minimum: what keeps a test suite
    // quick. Maximum: what protocol/identity/password_hash.hpp lets a hash cost.
    integer("hashing.memory_kib", 19'456, {8, 256 * kib}, "KiB", "memory of one Argon2id hash")
        .drawn_up_to(1'024),
    integer("hashing.passes", 2, {1, 32}, "passes", "passes of one Argon2id hash").drawn_up_to(3),

    integer("customers.addresses_max", 100, {1, 1'000}, "addresses", "addresses of one customer"),
    integer("customers.notes_max", 1'000, {1, 100'000}, "notes", "notes on one customer"),
    integer("customers.note_revisions_max", 100, {1, 10'000}, "revisions",
            "revisions of one note, the first counted"),
    integer("customers.orders_max", 100'000, {1, 1'000'000}, "orders", "orders of one customer"),
    integer("customers.deliveries_max", 100'000, {1, 1'000'000}, "deliveries",
            "deliveries to one customer"),
    integer("customers.carts_max", 100, {1, 1'000}, "carts", "carts of one customer"),
    integer("sessions.per_customer_max", 20, {1, 1'000}, "sessions",
            "logins of one customer at the same time; the one that was not used for longest ends"),
    integer("sessions.access_token_ms", 60 * minute, {1 * second, 1 * day}, "ms",
            "how long an access token is good"),
    integer("sessions.keep_ms", 90 * day, {1 * minute, 3'650 * day}, "ms",
            "how long a session lasts that is not refreshed"),
    integer("sessions.refresh_grace_ms", 30 * second, {0, 10 * minute}, "ms",
            "how long a used refresh token is answered with what it was answered at first"),

    integer("guesses.source_failures_max", 30, {1, 1'000'000}, "logins",
            "failed logins from one IPv4 address or IPv6 /64 within the window, of a tenant"),
    integer("guesses.window_ms", 5 * minute, {1 * second, 1 * day}, "ms",
            "how long it takes until all of these are forgotten"),
    integer("guesses.sources_max", 100'000, {1, 100'000'000}, "addresses",
            "addresses that are remembered; the one seen longest ago makes room"),

    integer("scans.threads", 0, {0, 64}, "threads",
            "threads that make lists; 0 is half the cores, at least 1"),
    integer("scans.queue_max", 256, {1, 65'536}, "lists",
            "lists being made or waiting for it; more are told `overloaded`"),
    integer("scans.per_tenant_max", 64, {1, 65'536}, "lists", "the same, of one tenant"),
    integer("scans.work_max", 200'000, {1'000, 100'000'000}, "steps",
            "longest work on one page, a step being about 0.1 µs; then it is `partial`"),
    integer("scans.rest_times", 32, {0, 1'000}, "times",
            "rest of a list's thread, in times of what it ran, if it had to wait for a processor "
            "while others were served"),

    integer("storage.map_bytes", 256 * gib, {64 * mib, 64 * tib}, "bytes",
            "most that a data file can grow to; address space, not disk")
        .drawn_up_to(1 * gib),
    integer("storage.batch_changes_max", 4'096, {1, 65'536}, "change sets",
            "change sets in one commit"),
    integer("storage.batch_bytes_max", 16 * mib, {64 * kib, 64 * mib}, "bytes",
            "bytes in one commit"),
    integer("storage.gather_percent", 75, {0, 100}, "% of the last flush",
            "longest wait of a commit for those whom the last one answered; 0 for none"),
    integer("storage.readers_max", 512, {16, 8'192}, "readers", "snapshots open at the same time"),
    integer("storage.reserve_bytes", 64 * mib, {0, 1 * tib}, "bytes",
            "free disk space below which writes are told `storage_full`")
        .drawn_up_to(64 * mib),
    integer("storage.reader_age_alarm_ms", 1 * second, {10, 10 * minute}, "ms",
            "age of a snapshot that is worth a warning, since it makes the file grow"),

    integer("idempotency.keep_ms", 24 * hour, {1 * minute, 90 * day}, "ms",
            "time an answer is kept for its idempotency key"),
    integer("journal.keep_ms", 30 * day, {1 * minute, 3'650 * day}, "ms",
            "time a change stays readable"),
    integer("journal.window_max", 10'000, {1, 1'000'000}, "events",
            "events sent to a subscriber and not acknowledged; then it waits"),
    integer("history.keep_ms", 365 * day, {1 * minute, 36'500 * day}, "ms",
            "time a change stays in the history of its customer"),
    integer("audit.keep_ms", 365 * day, {1 * minute, 36'500 * day}, "ms",
            "time an entry stays in the audit log"),

    integer("erasure.scrub_every_ms", 1 * minute, {10, 1 * day}, "ms",
            "pause between looks whether something was erased; the files are then scrubbed of it"),
    integer("erasure.scrub_pages", 256, {1, 65'536}, "pages",
            "pages scrubbed in one go; some of them while no commit can be made"),

    words("mail.host", "", {0, 253}, "host", "SMTP server; empty for none"),
    integer("mail.port", 587, {1, 65'535}, "port", "its port"),
    choice(
        "mail.tls", "starttls", {"starttls", "implicit", "none"},
        "TLS with it: demanded by STARTTLS, from the first byte, or none (on this machine only)"),
    path("mail.ca_file", "", {0, 4'000}, "file",
         "authorities to trust for it in PEM; empty for the system's"),
    words("mail.user", "", {0, 255}, "user", "user name for it; empty for no authentication"),
    path("mail.password_file", "", {0, 4'000}, "file", "file whose first line is the password"),
    words("mail.from", "", {0, 254}, "address",
          "address that mails come from, where the tenant has none of its own"),
    integer("mail.connections_max", 4, {1, 64}, "connections", "mails being sent at the same time"),
    integer("mail.connect_timeout_ms", 10 * second, {10, 10 * minute}, "ms",
            "longest wait for a connection"),
    integer("mail.timeout_ms", 1 * minute, {10, 1 * hour}, "ms", "longest time for sending a mail"),
    integer("mail.retry_first_ms", 1 * minute, {10, 1 * day}, "ms",
            "pause after the first attempt that failed; it doubles with each"),
    integer("mail.retry_max_ms", 1 * hour, {10, 7 * day}, "ms", "longest such pause"),
    integer("mail.give_up_ms", 1 * day, {10, 30 * day}, "ms",
            "time after which a mail that could not be sent is given up"),
    integer("mail.keep_sent_ms", 1 * day, {1 * day, 365 * day}, "ms",
            "time that a mail that was sent is told of; limits look back a day"),
    integer("mail.keep_given_up_ms", 30 * day, {1 * day, 365 * day}, "ms",
            "time that a mail that was given up is told of"),

    choice("log.level", "info", {"trace", "debug", "info", "warning", "error", "off"},
           "least severe line that is written"),
    choice("log.format", "text", {"text", "json"}, "form of a line"),

    integer("shutdown.drain_ms", 10 * second, {0, 10 * minute}, "ms",
            "time that calls in progress have to end"),
};

// Pairs whose first may not exceed the second.
struct ordering {
  std::string_view smaller;
  std::string_view larger;
};

// A knob that is the larger of one pair and the smaller of another stands first as the smaller.
inline constexpr std::array orderings{
    ordering{"admission.tenant_calls_max", "admission.calls_max"},
    ordering{"admission.account_calls_max", "admission.tenant_calls_max"},
    ordering{"scans.per_tenant_max", "scans.queue_max"},
    ordering{"mail.connect_timeout_ms", "mail.timeout_ms"},
    ordering{"mail.retry_first_ms", "mail.retry_max_ms"},
    ordering{"front.string_bytes_max", "front.message_bytes_max"},
};

constexpr std::optional<std::size_t> find_knob(std::string_view name) {
  for (std::size_t i = 0; i < knobs.size(); ++i) {
    if (knobs[i].name == name) return i;
  }
  return std::nullopt;
}

namespace checks {

// The unit that a name's ending promises; empty when it promises none.
constexpr std::string_view unit_in_name(std::string_view name) {
  if (name.ends_with("_ms")) return "ms";
  if (name.ends_with("_kib")) return "KiB";
  if (name.ends_with("bytes") || name.ends_with("_bytes_max")) return "bytes";
  return {};
}

constexpr bool default_is_allowed(const knob& row) {
  const range allowed = row.allowed;
  const auto within = [&](std::int64_t n) { return allowed.min <= n && n <= allowed.max; };
  switch (row.kind) {
    case knob_kind::integer:
      return within(row.fallback) && allowed.min <= row.drawn_max && row.drawn_max <= allowed.max;
    case knob_kind::boolean:
      return within(row.fallback);
    case knob_kind::text:
      if (!row.has_choices()) return within(static_cast<std::int64_t>(row.fallback_text.size()));
      return std::find(row.choices.begin(), row.choices.end(), row.fallback_text) !=
             row.choices.end();
    case knob_kind::path:
      return within(static_cast<std::int64_t>(row.fallback_text.size()));
    case knob_kind::text_list:
      return within(row.fallback_text.empty() ? 0 : 1);
  }
  return false;
}

// Names are unique, sections known and in their order, units told, defaults allowed.
constexpr bool table_is_sound() {
  std::size_t at = 0;
  for (std::size_t i = 0; i < knobs.size(); ++i) {
    const knob& row = knobs[i];
    while (at < sections.size() && sections[at].name != row.section()) ++at;
    const std::string_view promised = unit_in_name(row.name);
    const bool named_by_unit = row.kind != knob_kind::integer || promised.empty()
                                   ? promised.empty()
                                   : promised == row.unit;
    if (at == sections.size() || *find_knob(row.name) != i || row.summary.empty() ||
        !named_by_unit || (row.kind == knob_kind::integer && row.unit.empty()) ||
        !default_is_allowed(row)) {
      return false;
    }
  }
  return true;
}

// Lowering the smaller of a pair to the larger always leaves an allowed value, and the defaults are
// in order.
constexpr bool orderings_are_sound() {
  for (const ordering& pair : orderings) {
    const knob& smaller = knobs[find_knob(pair.smaller).value()];
    const knob& larger = knobs[find_knob(pair.larger).value()];
    if (smaller.allowed.min > larger.allowed.min || smaller.fallback > larger.fallback)
      return false;
  }
  return true;
}

static_assert(table_is_sound());
static_assert(orderings_are_sound());

}  // namespace checks

}  // namespace atrium::config
