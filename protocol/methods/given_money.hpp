// Money as callers give it: {amount, currency}.
#pragma once

#include "protocol/fields/named.hpp"
#include "protocol/records/money.hpp"
#include "protocol/records/rules.hpp"

namespace atrium::methods {

// Of one amount; far below what sums of them may come to (fields::integer_max).
inline constexpr std::int64_t amount_max = 1'000'000'000'000'000;

struct given_money {
  std::int64_t amount = 0;
  std::string currency;
  records::money stored() const { return {amount, currency}; }

  static constexpr auto fields() {
    using namespace atrium::fields;
    using m = given_money;
    return list{parameter{"amount", &m::amount, "In minor units: cents of EUR, yen of JPY.",
                          rule{.min = -amount_max, .max = amount_max}},
                parameter{"currency", &m::currency, "ISO 4217.", records::rules::currency}};
  }
};

}  // namespace atrium::methods
