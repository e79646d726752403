// The version of this build, as `atriumd --version` and `session.hello` tell it.
#pragma once

#include <string_view>

namespace atrium::config {

std::string_view version();  // "0.1.0"; set by CMake's project()

}  // namespace atrium::config
