// The one call with which a daemon gets its settings.
#pragma once

#include <optional>
#include <string>

#include "config/problem.hpp"
#include "config/settings.hpp"

namespace atrium::config {

struct loaded {
  settings now;
  problems wrong;  // all of them; a daemon prints them and exits with 2
  // --help and its like: print it and exit with 0, whatever else the command line says.
  std::optional<std::string> text_to_print_and_exit;
};

// Flags win over the file of --config, the file over the defaults. Nothing is created or opened but
// that file.
loaded load(int argc, const char* const* argv);

}  // namespace atrium::config
