// Settings in TOML 1.0: `[front]` and `io_threads = 2`, or `front.io_threads = 2`.
#pragma once

#include <string>
#include <string_view>

#include "config/assignment.hpp"

namespace atrium::config {

// Reports everything that is wrong, in the file's order: unknown keys with the nearest known one,
// wrong types, values that are not allowed, each with its line and column. Of several syntax errors
// it tells only the first, and nothing else. `source` is the name that the problems carry.
assigned parse_toml(std::string_view text, const std::string& source);

}  // namespace atrium::config
