// The flags of `atriumd`: one for each knob, `--front.io_threads 2`, short ones for the commonest,
// and the requests.
#pragma once

#include <filesystem>
#include <optional>

#include "config/assignment.hpp"

namespace atrium::config {

enum class request { serve, help, version, sample_config, knobs_markdown };

struct command_line {
  assigned flags;
  std::optional<std::filesystem::path> config_file;
  request wanted = request::serve;
};

// `argv[0]` is the program. Reports everything that is wrong, unknown flags with the nearest known
// one. A list takes a flag per entry; an empty text as its only entry makes an empty list. A
// boolean without a value is set.
command_line parse_command_line(int argc, const char* const* argv);

}  // namespace atrium::config
