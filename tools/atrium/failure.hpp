// Why a command ends early. Thrown by the commands and caught in run(); it never leaves this
// folder.
#pragma once

#include <ostream>
#include <string>

#include "protocol/outcome.hpp"
#include "tools/atrium/exit_code.hpp"

namespace atrium::cli {

struct failure {
  exit_code code;
  std::string word;  // the error's code, or "usage", "no_connection", "broken_store"
  error what;
};

failure usage(std::string message);
failure no_connection(error what);
failure refused(error what);

// "atrium: code: message" and a line for each wrong field, or with `json` the error as a map.
void report(std::ostream& to, const failure& why, bool json);

}  // namespace atrium::cli
