// A delivery to a customer (features.md G6), as the order system has recorded it last. When the
// customer is erased it stays without what tells of the person.
#pragma once

#include "protocol/fields/tagged.hpp"

namespace atrium::records {

struct delivery {
  std::int64_t version = 1;
  std::string reference;
  std::optional<std::string> order;
  std::string site;
  std::string state;
  std::optional<std::string> carrier;
  std::optional<std::string> tracking;
  std::optional<fields::dynamic_map> address;
  std::optional<std::int64_t> shipped_at;
  std::optional<std::int64_t> delivered_at;
  std::optional<std::int64_t> items;
  std::int64_t created_at = 0;
  std::int64_t updated_at = 0;
  std::int64_t number = 0;  // among the customer's deliveries
  fields::unknown_tags unknown;

  bool operator==(const delivery&) const = default;
  // By which deliveries lie in the store, and are listed.
  std::int64_t time() const { return shipped_at.value_or(created_at); }

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using d = delivery;
    return list{
        field{1, "version", &d::version, impersonal, shown, "Raised by one with each change."},
        field{2, "reference", &d::reference, impersonal, shown,
              "By which the order system names it; unique in the tenant."},
        field{3, "site", &d::site, impersonal, shown, "Where its order was placed."},
        field{4, "state", &d::state, impersonal, shown, "As the order system calls it."},
        field{5, "order", &d::order, impersonal, shown, "Reference of its order."},
        field{6, "items", &d::items, impersonal, shown, "How many things it brings."},
        field{7, "carrier", &d::carrier, impersonal, shown, "Who brings it."},
        field{8, "created_at", &d::created_at, impersonal, shown, "When it was first recorded."},
        field{9, "updated_at", &d::updated_at, impersonal, shown, "When it changed last."},
        field{10, "tracking", &d::tracking, personal, shown, "By which the carrier names it."},
        field{11, "address", &d::address, personal, shown, "Where it goes."},
        field{12, "shipped_at", &d::shipped_at, impersonal, shown, "Milliseconds since 1970 UTC."},
        field{13, "delivered_at", &d::delivered_at, impersonal, shown,
              "Milliseconds since 1970 UTC."},
        field{40, "number", &d::number, impersonal, hidden, "Among the customer's deliveries."}};
  }
};

}  // namespace atrium::records
