// The id that a customer gets who was not given one: `c` and the account number in decimal
// (docs/data_format.md, unique).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atrium::identity {

std::string generated_id(std::uint64_t account);

// The account number in a generated id; nothing for any other text. Pure and thread-safe.
std::optional<std::uint64_t> number_of_generated_id(std::string_view id);

}  // namespace atrium::identity
