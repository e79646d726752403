// The tables of a store (docs/data_format.md).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace atrium::storage {

enum class table : std::uint8_t { meta, records, unique, journal, idempotency, outbox };

inline constexpr std::array<std::string_view, 6> table_names{"meta",    "records",     "unique",
                                                             "journal", "idempotency", "outbox"};

constexpr std::string_view name_of(table value) {
  return table_names[static_cast<std::size_t>(value)];
}

}  // namespace atrium::storage
