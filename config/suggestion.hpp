// "Did you mean …?" for a misspelt name.
#pragma once

#include <span>
#include <string>

namespace atrium::config {

struct spelling {
  std::string compared;  // what a person may have had in mind
  std::string shown;     // what he should write
};

// "; did you mean front.io_threads?" for the nearest of `known`, "" when nothing is near.
std::string suggestion(const std::string& written, std::span<const spelling> known);

}  // namespace atrium::config
