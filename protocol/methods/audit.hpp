// audit.list.
#pragma once

#include "protocol/methods/changes.hpp"
#include "protocol/methods/customers.hpp"

namespace atrium::methods {

struct audit_list {
  static constexpr definition about{
      "audit.list",
      "Who did, or tried to do, what matters for security: logins, denials, tokens, changes of "
      "e-mails, passwords, rights and settings, exports, erasures; newest first. A call looks at a "
      "bounded number of entries: a page may be short, or empty, and still not the last.",
      audience::administrators, any_of(records::scope::audit), effect::read};
  static constexpr std::array errors{errc::not_found};
  struct entry {
    std::int64_t number = 0;
    std::int64_t time = 0;
    std::string action;
    std::optional<std::string> customer;
    std::optional<std::int64_t> customer_number;
    std::optional<std::int64_t> other;
    std::optional<std::string> object;
    std::vector<std::string> changed;
    change_by by;
    std::optional<std::string> reason;
    std::optional<std::string> source;
    std::optional<std::string> refused;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using e = entry;
      return list{
          parameter{"number", &e::number, "Number of the entry; no number is missing."},
          parameter{"time", &e::time, "Milliseconds since 1970 UTC."},
          parameter{"action", &e::action,
                    "customer.logged_in, access.denied, …, or the kind of a change."},
          parameter{"customer", &e::customer,
                    "Id of the customer it is about; absent if it was chosen and has been erased, "
                    "and, if it was chosen, for the operator."},
          parameter{"customer_number", &e::customer_number, "His number."},
          parameter{"other", &e::other, "Number of the other customer of a merge."},
          parameter{
              "object", &e::object,
              "Id of the member of staff or client, name of the group, site or realm, purpose "
              "of the link, or the method that was denied."},
          parameter{"fields", &e::changed, "Names of the fields that changed; never their values."},
          parameter{"by", &e::by, "Who did it."},
          parameter{"reason", &e::reason,
                    "Why, as the caller said; of what is about a customer, see customers.history."},
          parameter{"source", &e::source,
                    "Network that it came from: of the shopper's device, where the storefront says "
                    "it, else of the caller."},
          parameter{"refused", &e::refused, "Why it came to nothing."}};
    }
  };
  using result = newest_first<entry>;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  std::optional<customer_reference> customer;
  std::optional<std::int64_t> customer_number;
  std::optional<std::string> action;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using a = audit_list;
    return joined(
        page_parameters<audit_list>(),
        list{parameter{"customer", &a::customer, "Only what is about him; not for the operator."},
             parameter{"customer_number", &a::customer_number,
                       "Instead of customer; also of one who is erased or gone.", rule{.min = 1}},
             parameter{"action", &a::action, "Only this.", rule{.bytes_max = 64}}});
  }
};

}  // namespace atrium::methods
