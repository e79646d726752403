// The table of knobs as people read it.
#pragma once

#include <string>
#include <string_view>

#include "config/knob.hpp"

namespace atrium::config {

std::string help_text();       // atriumd --help
std::string sample_config();   // TOML in which every knob is a comment that shows its default
std::string knobs_markdown();  // the tables of docs/operations.md

// The words a text may be: "text, json".
std::string choices_text(const knob& row, std::string_view separator);

}  // namespace atrium::config
