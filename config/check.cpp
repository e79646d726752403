#include "config/check.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "config/address.hpp"
#include "config/knob_texts.hpp"

namespace atrium::config {
namespace {

std::string outside(const knob& row, std::string_view measured) {
  return std::string(measured) + " is outside " + std::to_string(row.allowed.min) + " to " +
         std::to_string(row.allowed.max);
}

bool within(const knob& row, std::int64_t n) {
  return row.allowed.min <= n && n <= row.allowed.max;
}

std::optional<std::string> refusal_of_words(const knob& row, const std::string& text) {
  if (std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
    return "a text has no control characters";
  if (within(row, static_cast<std::int64_t>(text.size()))) return {};
  return outside(row, "a text of " + std::to_string(text.size()) + " bytes");
}

std::optional<std::string> refusal_of_text(const knob& row, const std::string& text) {
  if (!row.has_choices()) return refusal_of_words(row, text);
  if (std::ranges::find(row.choices, text) != row.choices.end() && !text.empty()) return {};
  return '"' + text + "\" is none of " + choices_text(row, ", ");
}

std::optional<std::string> refusal_of_path(const knob& row, const std::string& path) {
  if (std::ranges::any_of(path, [](unsigned char c) { return c < 0x20 || c == 0x7f; })) {
    return "a path has no control characters";
  }
  if (within(row, static_cast<std::int64_t>(path.size()))) return {};
  if (path.empty()) return "may not be empty";
  return outside(row, "a path of " + std::to_string(path.size()) + " bytes");
}

std::optional<std::string> refusal_of_list(const knob& row,
                                           const std::vector<std::string>& entries) {
  if (!within(row, static_cast<std::int64_t>(entries.size()))) {
    return outside(row, std::to_string(entries.size()) + " entries");
  }
  for (const std::string& entry : entries) {
    if (!parse_address(entry)) {
      return '"' + entry + "\" is no address with a port, like 127.0.0.1:7420";
    }
  }
  return {};
}

class together {
 public:
  together(const settings& all, const knob_origins& origins) : all_(all), origins_(origins) {}

  // Blames the first of `rows` that the operator has set, unless one of them was refused already.
  void report(std::initializer_list<std::string_view> rows, std::string message) {
    origin blamed;
    for (const std::string_view name : rows) {
      const knob_origin& set = origins_[*find_knob(name)];
      if (set.refused) return;
      if (blamed.source.empty()) blamed = set.where;
    }
    found_.push_back({std::move(blamed), std::move(message)});
  }

  void check_orderings() {
    for (const ordering& pair : orderings) {
      const auto smaller = std::get<std::int64_t>(all_.at(*find_knob(pair.smaller)));
      const auto larger = std::get<std::int64_t>(all_.at(*find_knob(pair.larger)));
      if (smaller <= larger) continue;
      report({pair.smaller, pair.larger},
             std::string(pair.smaller) + " (" + std::to_string(smaller) + ") is more than " +
                 std::string(pair.larger) + " (" + std::to_string(larger) + ")");
    }
  }

  void check_doors() {
    const bool certificate = !all_.get<"tls.certificate">().empty();
    const bool key = !all_.get<"tls.key">().empty();
    if (certificate != key) {
      report({"tls.certificate", "tls.key"},
             "tls.certificate and tls.key go together: set both or neither");
    }
    const std::vector<std::string>& listen = all_.get<"listen.addresses">();
    if (listen.empty() && all_.get<"listen.socket">().empty()) {
      report({"listen.addresses", "listen.socket"},
             "nowhere to listen: set listen.addresses or listen.socket");
    }
    if (certificate || key || all_.get<"listen.plaintext_beyond_loopback">()) return;
    for (const std::string& entry : listen) {
      const std::optional<address> parsed = parse_address(entry);
      if (!parsed || parsed->loopback) continue;
      report({"listen.addresses", "listen.plaintext_beyond_loopback", "tls.certificate", "tls.key"},
             entry +
                 " reaches other machines without TLS: set tls.certificate and tls.key, or "
                 "listen.plaintext_beyond_loopback");
    }
  }

  void check_mail() {
    const std::string& host = all_.get<"mail.host">();
    if (host.empty()) return;
    if (all_.get<"mail.from">().empty())
      report({"mail.from", "mail.host"}, "mail.host and mail.from go together: set both");
    if (all_.get<"mail.user">().empty() != all_.get<"mail.password_file">().empty())
      report({"mail.user", "mail.password_file"},
             "mail.user and mail.password_file go together: set both or neither");
    const auto server = parse_address(host + ":25");
    if (all_.get<"mail.tls">() == "none" && !(server && server->loopback))
      report({"mail.tls", "mail.host"},
             host + " is another machine: mail.tls = \"none\" is for a server on this one");
  }

  problems take() && { return std::move(found_); }

 private:
  const settings& all_;
  const knob_origins& origins_;
  problems found_;
};

}  // namespace

std::optional<std::string> refusal_of(const knob& row, const knob_value& value) {
  switch (row.kind) {
    case knob_kind::integer: {
      const auto n = std::get<std::int64_t>(value);
      if (!within(row, n)) return outside(row, std::to_string(n));
      return {};
    }
    case knob_kind::boolean:
      return {};
    case knob_kind::text:
      return refusal_of_text(row, std::get<std::string>(value));
    case knob_kind::path:
      return refusal_of_path(row, std::get<std::filesystem::path>(value).native());
    case knob_kind::text_list:
      return refusal_of_list(row, std::get<std::vector<std::string>>(value));
  }
  return {};
}

problems check_together(const settings& all, const knob_origins& origins) {
  together checked(all, origins);
  checked.check_orderings();
  checked.check_doors();
  checked.check_mail();
  return std::move(checked).take();
}

}  // namespace atrium::config
