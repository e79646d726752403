// What is wrong with the settings an operator wrote, and where he wrote it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace atrium::config {

struct origin {
  std::string source;        // a file's name or a flag; empty for a default
  std::uint32_t line = 0;    // from 1; 0 when the source has no lines
  std::uint32_t column = 0;  // from 1, in code points
  bool operator==(const origin&) const = default;
};

struct problem {
  origin where;
  std::string message;
  bool operator==(const problem&) const = default;
};

using problems = std::vector<problem>;

// "atrium.toml:3:5: message", safe to print whatever the source holds.
std::string to_string(const problem& wrong);

}  // namespace atrium::config
