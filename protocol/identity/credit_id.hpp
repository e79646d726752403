// The ids of what is in a ledger of store credit: "e41-EUR-7" is entry 7 of customer number 41 in
// euros, "h41-EUR-3" an authorization. With the number in them they name the same thing also after
// the customer has become part of another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/records/numbers.hpp"

namespace atrium::identity {

enum class credit_id_kind : char { entry = 'e', authorization = 'h' };

struct credit_id {
  account_number account;
  std::string currency;
  std::uint64_t number = 0;
};

std::string credit_id_text(credit_id_kind kind, const credit_id& of);

// What the text names; nothing for any other text. Pure and thread-safe.
std::optional<credit_id> credit_id_of(credit_id_kind kind, std::string_view text);

}  // namespace atrium::identity
