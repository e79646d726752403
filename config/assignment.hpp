// What one source of settings, a file or a command line, says.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "config/knob.hpp"
#include "config/problem.hpp"

namespace atrium::config {

struct assignment {
  std::size_t row;                  // of the table of knobs
  std::optional<knob_value> value;  // nothing when it was refused; a problem says why
  origin where;
};

struct assigned {
  std::vector<assignment> assignments;  // of one row at most one
  problems wrong;
};

}  // namespace atrium::config
