// The second map of `params`: options that any call may carry (protocol.md 1).
#pragma once

#include "protocol/fields/named.hpp"
#include "protocol/formats/source_address.hpp"
#include "protocol/records/rules.hpp"

namespace atrium::methods {

struct call_options {
  std::optional<std::string> site;
  std::optional<std::string> shopper;
  std::optional<std::string> idem;
  std::optional<std::int64_t> if_version;
  std::optional<std::int64_t> deadline_ms;
  std::optional<std::int64_t> min_seq;
  std::optional<std::string> tenant;
  std::optional<std::string> source;
  std::optional<std::string> reason;
  std::optional<std::string> trace;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using o = call_options;
    return list{
        parameter{"site", &o::site, "The site the call is made for.", records::rules::short_name},
        parameter{"shopper", &o::shopper,
                  "A shopper's access token: the call acts as that shopper.",
                  rule{.bytes_max = 512}},
        parameter{"idem", &o::idem,
                  "Idempotency key: a repeated call has no further effect and the same answer.",
                  rule{.bytes_max = 128}},
        parameter{"if_version", &o::if_version,
                  "Refuse the write unless the object is at this version.", rule{.min = 1}},
        parameter{"deadline_ms", &o::deadline_ms,
                  "Give up if it is not decided within so many milliseconds.",
                  rule{.min = 1, .max = 3'600'000}},
        parameter{"min_seq", &o::min_seq, "The read must see at least this journal number.",
                  rule{.min = 0}},
        parameter{"tenant", &o::tenant, "The tenant an operator's call is about.",
                  records::rules::short_name},
        parameter{
            "source", &o::source,
            "IP address of the shopper's device; logins that fail are limited by it.",
            rule{.format = formats::source_address, .format_name = "ip-address", .bytes_max = 64}},
        parameter{"reason", &o::reason, "Why; kept in the journal.", records::rules::name<200>},
        parameter{"trace", &o::trace, "W3C traceparent.", rule{.bytes_max = 256}}};
  }
};

}  // namespace atrium::methods
