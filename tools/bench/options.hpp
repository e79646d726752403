// The command line of `atrium bench`.
#pragma once

#include <string>
#include <variant>

#include "tools/bench/engine.hpp"

namespace atrium::bench {

enum class loop : std::uint8_t {
  closed,        // --closed: the peak
  open,          // --rate
  open_at_half,  // neither: open loop at half the peak that a short closed loop finds first
};

struct options {
  std::string peer = "atrium";
  endpoint where;
  peer_settings settings;  // keys already read from their files
  load what;
  loop how = loop::open_at_half;
  unsigned repeats = 3;
  bool canaries = true;
  bool canaries_only = false;
  std::string flush_folder = ".";
  bool json = false;
  bool buckets = false;
  std::string command;  // as given
};

// The options, or the exit code when there is nothing to run: 0 after --help, 2 for a wrong command
// line (both are told on stdout or stderr already).
std::variant<options, int> parse_options(int argc, const char* const* argv);

}  // namespace atrium::bench
