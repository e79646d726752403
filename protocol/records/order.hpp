// An order of a customer (features.md G1), as the order system has recorded it last. It is billing
// data: it stays when the customer is erased.
#pragma once

#include "protocol/fields/tagged.hpp"
#include "protocol/records/money.hpp"

namespace atrium::records {

struct order_line {
  std::string sku;
  std::string name;
  std::int64_t quantity = 0;
  money unit_price;
  bool operator==(const order_line&) const = default;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = order_line;
    return list{parameter{"sku", &l::sku, "What was ordered."},
                parameter{"name", &l::name, "What it was called."},
                parameter{"quantity", &l::quantity, "How many of it."},
                parameter{"unit_price", &l::unit_price, "Of one."}};
  }
};

struct order {
  std::int64_t version = 1;
  std::string reference;
  std::string site;
  std::string state;
  money grand_total;
  std::int64_t items = 0;
  std::int64_t placed_at = 0;
  std::int64_t created_at = 0;
  std::int64_t updated_at = 0;
  std::vector<order_line> lines;
  std::int64_t number = 0;  // among the customer's orders
  bool counted = true;      // in the summary, as the tenant's settings were when it was recorded
  fields::unknown_tags unknown;

  bool operator==(const order&) const = default;
  // By which orders lie in the store, and are listed.
  std::int64_t time() const { return placed_at; }
  static constexpr std::uint8_t lines_tag = 10;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using o = order;
    return list{
        field{1, "version", &o::version, impersonal, shown, "Raised by one with each change."},
        field{2, "reference", &o::reference, impersonal, shown,
              "By which the order system names it; unique in the tenant."},
        field{3, "site", &o::site, impersonal, shown, "Where it was placed."},
        field{4, "state", &o::state, impersonal, shown, "As the order system calls it."},
        field{5, "grand_total", &o::grand_total, impersonal, shown, "What is to be paid in all."},
        field{6, "items", &o::items, impersonal, shown, "How many things were ordered."},
        field{7, "placed_at", &o::placed_at, impersonal, shown, "Milliseconds since 1970 UTC."},
        field{8, "created_at", &o::created_at, impersonal, shown, "When it was first recorded."},
        field{9, "updated_at", &o::updated_at, impersonal, shown, "When it changed last."},
        field{lines_tag, "lines", &o::lines, impersonal, shown, "What was ordered; not in lists."},
        field{40, "number", &o::number, impersonal, hidden, "Among the customer's orders."},
        field{41, "counted", &o::counted, impersonal, hidden, "Whether the summary counts it."}};
  }
};

// What there is of a customer's orders together. It also counts what was ever recorded.
struct last_order {
  std::string reference;
  std::int64_t placed_at = 0;
  std::string state;
  bool operator==(const last_order&) const = default;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = last_order;
    return list{parameter{"reference", &l::reference, "Which one."},
                parameter{"placed_at", &l::placed_at, "Milliseconds since 1970 UTC."},
                parameter{"state", &l::state, "As the order system calls it."}};
  }
};

struct order_summary {
  std::int64_t version = 1;
  std::int64_t count = 0;
  std::vector<money> totals;  // by currency, none of them 0
  std::optional<last_order> last;
  std::int64_t orders = 0;      // ever recorded, and so the last number given out
  std::int64_t deliveries = 0;  // likewise
  std::int64_t last_number = 0;
  fields::unknown_tags unknown;
  bool operator==(const order_summary&) const = default;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using s = order_summary;
    return list{
        field{1, "version", &s::version, impersonal, hidden, "Raised by one with each change."},
        field{2, "count", &s::count, impersonal, shown,
              "How many orders there are, but for those in states that are not counted."},
        field{3, "totals", &s::totals, impersonal, shown, "Their grand totals, by currency."},
        field{4, "last_order", &s::last, impersonal, shown,
              "That which was placed last, whatever its state."},
        field{40, "orders", &s::orders, impersonal, hidden, "How many were ever recorded."},
        field{41, "deliveries", &s::deliveries, impersonal, hidden,
              "How many deliveries were ever recorded."},
        field{42, "last_number", &s::last_number, impersonal, hidden, "Number of the last order."}};
  }
};

}  // namespace atrium::records
