// changes.read subscribe ack unsubscribe, and what a subscriber is sent.
#pragma once

#include "protocol/methods/definition.hpp"
#include "protocol/methods/list.hpp"
#include "protocol/records/change.hpp"

namespace atrium::methods {

struct change_by {
  std::string principal;
  std::optional<std::string> acting_staff;
  std::optional<std::string> site;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using b = change_by;
    return list{parameter{"principal", &b::principal,
                          "operator, client:<id>, staff:<id>, shopper, or atrium."},
                parameter{"acting_staff", &b::acting_staff,
                          "staff:<id> who acted in the shopper's place (assisted.start), or "
                          "whose acting began or ended."},
                parameter{"site", &b::site, "Through which site."}};
  }
};

struct shown_change {
  std::int64_t seq = 0;
  std::int64_t time = 0;
  std::string kind;
  std::optional<std::string> customer;
  std::optional<std::int64_t> number;
  std::optional<std::string> object;
  std::optional<std::int64_t> version;
  std::optional<std::int64_t> customer_version;
  std::optional<std::int64_t> other;
  std::vector<std::string> changed;
  change_by by;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using s = shown_change;
    return list{
        parameter{"seq", &s::seq, "Number of the change; no number is missing."},
        parameter{"time", &s::time, "Milliseconds since 1970 UTC."},
        parameter{"kind", &s::kind, "customer.registered, customer.updated, …"},
        parameter{"customer", &s::customer,
                  "Id of the customer it is about; absent if it was chosen and has been erased."},
        parameter{"number", &s::number, "Number of the customer it is about."},
        parameter{"object", &s::object,
                  "Name of the site, realm or client, or id of the address or note, it is about."},
        parameter{"version", &s::version, "Version of the record after the change."},
        parameter{"customer_version", &s::customer_version,
                  "The customer's version, where the change of a part raised it, too."},
        parameter{"other", &s::other,
                  "Number of the other customer of a merge, or of a transfer of credit."},
        parameter{"fields", &s::changed, "Names of the fields that changed; never their values."},
        parameter{"by", &s::by, "Who did it."}};
  }
};

struct changes_read {
  static constexpr definition about{"changes.read", "The tenant's journal from a number on.",
                                    audience::clients, any_of(records::scope::feed), effect::read};
  static constexpr std::array errors{errc::feed_truncated};
  struct result {
    std::vector<shown_change> changes;
    std::int64_t next = 0;
    static constexpr auto fields() {
      using namespace atrium::fields;
      return list{parameter{"changes", &result::changes, "In the order of their commit."},
                  parameter{"next", &result::next, "`from` of the next call."}};
    }
  };

  std::int64_t from = 1;
  std::optional<std::int64_t> limit;
  std::optional<std::int64_t> wait_ms;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = changes_read;
    return list{parameter{"from", &c::from, "First number wanted; 1 for all.", rule{.min = 1}},
                parameter{"limit", &c::limit, "At most so many (default 100).",
                          rule{.min = 1, .max = 1000}},
                parameter{"wait_ms", &c::wait_ms, "If there is none yet, wait so long for one.",
                          rule{.min = 0, .max = 30000}}};
  }
};

// Notifications of a subscription.

struct changes_event {
  static constexpr std::string_view name = "changes.event";
  static constexpr std::string_view summary = "A change, exactly as changes.read shows it.";
  using params = shown_change;
};

struct changes_truncated {
  static constexpr std::string_view name = "changes.truncated";
  static constexpr std::string_view summary =
      "The subscriber fell behind what the journal keeps; the subscription has ended.";
  struct params {
    std::int64_t from = 0;
    static constexpr auto fields() {
      using namespace atrium::fields;
      return list{parameter{"from", &params::from, "First number that there still is."}};
    }
  };
};

struct changes_ended {
  static constexpr std::string_view name = "changes.ended";
  static constexpr std::string_view summary =
      "The caller may not hear more, or the journal cannot be read; the subscription has ended.";
  struct params {
    std::string code;
    std::string message;
    static constexpr auto fields() {
      using namespace atrium::fields;
      return list{parameter{"code", &params::code, "As of an error."},
                  parameter{"message", &params::message, "As of an error."}};
    }
  };
};

struct changes_subscribe {
  static constexpr definition about{
      "changes.subscribe",
      "Sends the journal from a number on, and each change that comes, as notifications. A "
      "connection has one subscription; a new one takes its place.",
      audience::clients, any_of(records::scope::feed), effect::session};
  static constexpr std::array errors{errc::feed_truncated};
  using notifications = type_list<changes_event, changes_truncated, changes_ended>;
  struct result {
    std::int64_t next = 0;
    static constexpr auto fields() {
      using namespace atrium::fields;
      return list{parameter{"next", &result::next, "Number that the events begin at."}};
    }
  };

  std::int64_t from = 1;
  std::optional<std::int64_t> window;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = changes_subscribe;
    return list{
        parameter{"from", &c::from, "First number wanted; 1 for all.", rule{.min = 1}},
        parameter{"window", &c::window,
                  "At most so many events are sent and not acknowledged (default 1000); the daemon "
                  "may allow fewer.",
                  rule{.min = 1}}};
  }
};

struct changes_ack {
  static constexpr definition about{
      "changes.ack", "Acknowledges all events up to a number: so many more may be sent.",
      audience::clients, any_of(records::scope::feed), effect::session};
  static constexpr std::array errors{errc::not_found};
  using result = no_result;
  std::int64_t seq = 0;
  static constexpr auto fields() {
    using namespace atrium::fields;
    return list{parameter{"seq", &changes_ack::seq, "Of the last event that is dealt with.",
                          rule{.min = 0}}};
  }
};

struct changes_unsubscribe {
  static constexpr definition about{
      "changes.unsubscribe", "Ends the subscription, if there is one: no event follows the answer.",
      audience::clients, any_of(records::scope::feed), effect::session};
  static constexpr std::array<errc, 0> errors{};
  using result = no_result;
  static constexpr auto fields() { return atrium::fields::list<>{}; }
};

}  // namespace atrium::methods
