// What is due by its time (docs/data_format.md, unique, space 23) is done then, without anybody
// asking.
#pragma once

#include <cstdint>
#include <optional>

#include "tests/simulation/ledger.hpp"

namespace atrium::simulation {

inline constexpr std::int64_t done_within_ms = 1'000;

// When the first of what has not been done yet is due, of all tenants.
std::optional<std::int64_t> first_due(life& in);

// While nothing goes wrong, and with nothing under way: whatever should have been done by now has
// been.
void check_due(ledger& of, life& in);

}  // namespace atrium::simulation
