// The entries of the meta table that stand for the store as a whole (docs/data_format.md, meta).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/outcome.hpp"
#include "storage/store.hpp"

namespace atrium::storage {

inline constexpr std::uint64_t format_number = 1;
inline constexpr std::string_view format_key = "format";
inline constexpr std::string_view identity_key = "store";
inline constexpr std::string_view time_key = "time";

// Refuses a store that a newer or unknown Atrium has written. `value` is what is under `format`,
// nullopt for nothing.
outcome<nothing> check_format(std::optional<std::string_view> value);

std::string pack_identity(const store_identity& identity);
outcome<store_identity> read_identity(std::string_view value);

}  // namespace atrium::storage
