// customers.history.
#pragma once

#include "protocol/methods/changes.hpp"
#include "protocol/methods/customers.hpp"

namespace atrium::methods {

struct customers_history {
  static constexpr definition about{
      "customers.history", "What changed of a customer and his parts, newest first.",
      audience::clients, any_of(records::scope::customers_read), effect::read};
  static constexpr std::array errors{errc::not_found};
  struct past_change {
    std::int64_t seq = 0;
    std::int64_t time = 0;
    std::string kind;
    std::optional<std::string> object;
    std::optional<std::int64_t> version;
    std::optional<std::int64_t> customer_version;
    std::optional<std::int64_t> other;
    std::vector<std::string> changed;
    change_by by;
    std::optional<std::string> reason;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using p = past_change;
      return list{
          parameter{"seq", &p::seq, "Number of the change in the journal."},
          parameter{"time", &p::time, "Milliseconds since 1970 UTC."},
          parameter{"kind", &p::kind, "customer.updated, address.added, …"},
          parameter{"object", &p::object, "Id of the address or note it is about."},
          parameter{"version", &p::version, "Version after the change."},
          parameter{"customer_version", &p::customer_version,
                    "The customer's version, where the change of a part raised it, too."},
          parameter{"other", &p::other, "Number of the other customer of a merge."},
          parameter{"fields", &p::changed, "Names of the fields that changed; never their values."},
          parameter{"by", &p::by, "Who did it."},
          parameter{"reason", &p::reason, "Why, as the caller said."}};
    }
  };
  using result = newest_first<past_change>;
  customer_reference customer;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    return atrium::fields::joined(atrium::fields::list{atrium::fields::parameter{
                                      "customer", &customers_history::customer, "Whose."}},
                                  page_parameters<customers_history>());
  }
};

}  // namespace atrium::methods
