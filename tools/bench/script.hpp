// Calls given in a file, for what only those know who filled the server: the pages of a list. One
// call a line, its parts separated by tabs:
//   ROWS METHOD PARAMETERS          Atrium; the parameters as a JSON array
//   ROWS STATEMENT VALUE VALUE ...  PostgreSQL; the values of $1, $2, ...
// ROWS is how many rows (Atrium: `items`) a right answer has; 0 for one that is no list.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/outcome.hpp"

namespace atrium::bench {

struct scripted_call {
  std::uint32_t rows = 0;
  std::string what;                 // method or statement
  std::vector<std::string> values;  // the parameters
};

// At least one call.
outcome<std::vector<scripted_call>> read_script(const std::string& file);

}  // namespace atrium::bench
