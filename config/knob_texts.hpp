// The table of knobs as people read it.
#pragma once

#include <string>

namespace atrium::config {

std::string help_text();       // atriumd --help
std::string sample_config();   // TOML in which every knob is a comment that shows its default
std::string knobs_markdown();  // the tables of docs/operations.md

}  // namespace atrium::config
