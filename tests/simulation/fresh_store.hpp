// The store that a simulated daemon begins with.
#pragma once

#include <filesystem>
#include <string_view>

namespace atrium::simulation {

inline constexpr std::string_view operator_key = "operator-key-of-the-simulation";

// Copied from one that was made once, for making one costs more than most of what is simulated on
// it. There is one at a time: that of the call before must not be open any more.
std::filesystem::path fresh_store();

}  // namespace atrium::simulation
