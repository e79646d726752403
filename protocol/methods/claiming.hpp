// customers.claim_guests (features.md A11).
#pragma once

#include "protocol/methods/customers.hpp"
#include "protocol/records/money.hpp"

namespace atrium::methods {

enum class claim_result : std::uint8_t { claimed, claimed_before, refused };
constexpr auto enum_names(claim_result) {
  return std::array<std::string_view, 3>{"claimed", "claimed_before", "refused"};
}

// One who may be claimed, or what became of him.
struct claimable_guest {
  std::string id;
  std::optional<std::int64_t> number;
  std::optional<claim_result> what;
  std::optional<std::string> site;
  std::optional<std::int64_t> created_at;
  std::optional<std::int64_t> orders;
  std::optional<std::vector<records::money>> totals;
  std::optional<std::vector<records::money>> credit;
  std::optional<std::int64_t> deliveries;
  std::optional<std::int64_t> carts;
  std::optional<std::int64_t> addresses;
  std::optional<fields::dynamic_map> error;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using g = claimable_guest;
    return list{
        parameter{"id", &g::id, "The guest's id."},
        parameter{"number", &g::number, "His number."},
        parameter{"result", &g::what,
                  "What became of him; claimed_before: he is part of the customer already."},
        parameter{"site", &g::site, "With preview: where he ordered."},
        parameter{"created_at", &g::created_at, "With preview: since when he is known."},
        parameter{"orders", &g::orders,
                  "How many orders moved to the customer; with preview: how many he has, but for "
                  "those in states that are not counted."},
        parameter{"totals", &g::totals, "With preview: their grand totals, by currency."},
        parameter{"credit", &g::credit, "With preview: his store credit, by currency."},
        parameter{"deliveries", &g::deliveries, "How many moved to the customer."},
        parameter{"carts", &g::carts, "How many moved to the customer."},
        parameter{"addresses", &g::addresses, "How many moved to the customer."},
        parameter{"error", &g::error, "Why he was refused."}};
  }
};

struct customers_claim_guests {
  static constexpr std::int64_t guests_max = 100;
  static constexpr definition about{
      "customers.claim_guests",
      "Guests with the customer's e-mail, which he has verified, become part of him, as by "
      "customers.merge: some, or all of his realm. Each is done, or refused, for himself, so a "
      "call that broke off is made again. A client without customers:write brings call.shopper.",
      audience::clients,
      any_of(records::scope::storefront, records::scope::customers_write),
      effect::batch,
      shoppers::may,
      hand::own};
  static constexpr std::array errors{errc::not_found, errc::not_registered, errc::forbidden,
                                     errc::overloaded, errc::deadline_exceeded};
  struct result {
    std::vector<claimable_guest> guests;
    std::optional<bool> more;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using r = result;
      return list{parameter{"guests", &r::guests, "By number, or in the order of `guests`."},
                  parameter{"more", &r::more, "true: there are more; make the call again."}};
    }
  };
  std::optional<customer_reference> customer;
  std::vector<std::string> guests;
  std::optional<bool> preview;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = customers_claim_guests;
    return list{
        parameter{"customer", &c::customer, "Whose they become (default: the shopper)."},
        parameter{"guests", &c::guests, "Their ids (default: all).",
                  rule{.bytes_max = 64, .items_max = 100}},
        parameter{"preview", &c::preview, "true: tells who could be claimed, and does nothing."}};
  }
};

}  // namespace atrium::methods
