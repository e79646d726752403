// An amount of money as it is stored: in minor units of its currency. What callers may give is
// checked where it comes in (protocol/methods/given_money.hpp).
#pragma once

#include "protocol/fields/description.hpp"

namespace atrium::records {

struct money {
  std::int64_t amount = 0;
  std::string currency;
  bool operator==(const money&) const = default;

  static constexpr auto fields() {
    using namespace atrium::fields;
    return list{parameter{"amount", &money::amount, "In minor units: cents of EUR, yen of JPY."},
                parameter{"currency", &money::currency, "ISO 4217."}};
  }
};

}  // namespace atrium::records
