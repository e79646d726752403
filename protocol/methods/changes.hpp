// changes.read.
#pragma once

#include "protocol/methods/definition.hpp"
#include "protocol/records/change.hpp"

namespace atrium::methods {

struct changes_read {
  static constexpr definition about{"changes.read", "The tenant's journal from a number on.",
                                    audience::clients, any_of(records::scope::feed), effect::read};
  static constexpr std::array errors{errc::feed_truncated};
  struct change_by {
    std::string principal;
    std::optional<std::string> acting_staff;
    std::optional<std::string> site;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using b = change_by;
      return std::tuple{parameter{"principal", &b::principal, "operator, or client:<id>."},
                        parameter{"acting_staff", &b::acting_staff, "On whose behalf."},
                        parameter{"site", &b::site, "Through which site."}};
    }
  };
  struct shown_change {
    std::int64_t seq = 0;
    std::int64_t time = 0;
    std::string kind;
    std::optional<std::string> customer;
    std::optional<std::string> object;
    std::optional<std::int64_t> version;
    std::optional<std::int64_t> customer_version;
    std::vector<std::string> changed;
    change_by by;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using s = shown_change;
      return std::tuple{
          parameter{"seq", &s::seq, "Number of the change; no number is missing."},
          parameter{"time", &s::time, "Milliseconds since 1970 UTC."},
          parameter{"kind", &s::kind, "customer.registered, customer.updated, …"},
          parameter{"customer", &s::customer, "Id of the customer it is about."},
          parameter{
              "object", &s::object,
              "Name of the site, realm or client, or id of the address or note, it is about."},
          parameter{"version", &s::version, "Version of the record after the change."},
          parameter{"customer_version", &s::customer_version,
                    "The customer's version, where the change of a part raised it, too."},
          parameter{"fields", &s::changed, "Names of the fields that changed; never their values."},
          parameter{"by", &s::by, "Who did it."}};
    }
  };
  struct result {
    std::vector<shown_change> changes;
    std::int64_t next = 0;
    static constexpr auto fields() {
      using namespace atrium::fields;
      return std::tuple{parameter{"changes", &result::changes, "In the order of their commit."},
                        parameter{"next", &result::next, "`from` of the next call."}};
    }
  };

  std::int64_t from = 1;
  std::optional<std::int64_t> limit;
  std::optional<std::int64_t> wait_ms;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = changes_read;
    return std::tuple{
        parameter{"from", &c::from, "First number wanted; 1 for all.", rule{.min = 1}},
        parameter{"limit", &c::limit, "At most so many (default 100).",
                  rule{.min = 1, .max = 1000}},
        parameter{"wait_ms", &c::wait_ms, "If there is none yet, wait so long for one.",
                  rule{.min = 0, .max = 30000}}};
  }
};

}  // namespace atrium::methods
