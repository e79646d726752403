// "Did you mean …?" for a misspelt knob.
#pragma once

#include <string>
#include <string_view>

namespace atrium::config {

// "; did you mean front.io_threads?" with the knob or section nearest to what was written, "" when
// nothing is near.
std::string suggestion(std::string_view written);

}  // namespace atrium::config
